import type { TrackingDatabase } from '../client';
import { readRunParts } from '../notes/run-parts';
import { listClassMetrics } from '../queries/class-metrics';
import { compareLayers } from '../queries/compare-layers';
import { listRunChoices, selectRuns } from '../queries/compare-runs';
import {
  compareMetrics,
  compareParams,
  listColumnChoices,
  readComparedColumns,
} from '../queries/compare-values';
import { readEstimateBasis } from '../queries/estimates';
import { listExperiments } from '../queries/experiments';
import { findJumpTargets } from '../queries/jump';
import { listLaunchInputs } from '../queries/launch-inputs';
import { findLayerOverview, listLayerDistributions } from '../queries/layers';
import { listPeople } from '../queries/mentioned';
import {
  getCurveIndex,
  getCurveIndexText,
  readCurves,
  readRunCurves,
  readTails,
} from '../queries/metric-series';
import { listQuantizers } from '../queries/quantizers';
import { listQueryHistory } from '../queries/query-history';
import { listGridRuns } from '../queries/run-grid';
import { listRunColumns } from '../queries/run-grid-columns';
import { planRunExport, readExportRows } from '../queries/run-grid-export';
import { listRunGroups } from '../queries/run-grid-groups';
import { listMatchingRunIds } from '../queries/run-grid-selection';
import { listNotesCiting } from '../queries/run-notes';
import { listParamValues, listRunVocabulary } from '../queries/run-vocabulary';
import { searchTexts } from '../queries/search';
import { findSensitivityMap } from '../queries/sensitivity';
import { listSqlValues } from '../queries/sql-values';
import { listTableSizes } from '../queries/table-sizes';
import { listTags } from '../run-tags';

/**
 * The reads that may take longer than the web process can wait: they run in a read process, by their name. Arguments
 * and answers are copied between processes.
 */
export const READS = {
  listExperiments,
  findJumpTargets,
  listLaunchInputs,
  readEstimateBasis,
  getCurveIndex,
  getCurveIndexText,
  readCurves,
  readRunCurves,
  readTails,
  findLayerOverview,
  findSensitivityMap,
  listClassMetrics,
  listLayerDistributions,
  listNotesCiting,
  listPeople,
  listQuantizers,
  compareLayers,
  compareMetrics,
  compareParams,
  listColumnChoices,
  listRunChoices,
  listGridRuns,
  listRunColumns,
  listRunGroups,
  listParamValues,
  listRunVocabulary,
  listMatchingRunIds,
  planRunExport,
  readExportRows,
  readComparedColumns,
  readRunParts,
  searchTexts,
  selectRuns,
  listQueryHistory,
  listSqlValues,
  listTags,
  listTableSizes,
};

/** Name of a read. */
export type ReadName = keyof typeof READS;

/** What a read is given besides the database. */
export type ReadArguments<N extends ReadName> =
  Parameters<(typeof READS)[N]> extends [TrackingDatabase, ...infer Rest] ? Rest : never;

/** What a read gives. */
export type ReadAnswer<N extends ReadName> = ReturnType<(typeof READS)[N]>;
