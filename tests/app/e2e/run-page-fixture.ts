import type { TrackingDatabase } from '@/db/client';
import { claimRun, endRun, registerWorker } from '@/db/run-queue';
import { scheduleRun } from '@/db/schedule-run';
import { layerStatistics } from '@/lib/analysis/layer-statistics';
import { buildNetwork } from '@/lib/domain/architectures/build-network';
import { METRIC_KEYS } from '@/lib/domain/metric-keys';
import type { ModelRecord } from '@/lib/domain/recorder';
import { openClaim } from '../fixture';

export const LONG = 'long name '.repeat(500);
export const RTL = 'שכבה \u202eevil\u202c الطبقة';
export const SCRIPT = `</script><script>document.title='taken'</script>"'\`&`;
export const FILES = [
  '模型 "v1".json',
  `${'f'.repeat(5000)}.txt`,
  '../../etc/passwd',
  'photo\u202egnp.html',
  'a</script>.csv',
];

/** A run that goes on in this process, with two layers that were looked at twice. */
export function startLiveRun(db: TrackingDatabase) {
  const config = { method: 'train', experiment: 'live', architecture: { name: 'lenet-5' } };
  const { runId } = scheduleRun(db, config, { createdBy: 'Ada' });
  const claim = claimRun(db, registerWorker(db, 'live', 1));
  if (!claim) throw new Error('the run could not be claimed');
  const { recorder } = openClaim(db, claim);
  const layerIds = [...recorder.model(modelOf(['a', 'b'], 'live', 'dense')).layerIds.values()];
  const look = (step: number) => {
    for (const layerId of layerIds) {
      recorder.layerStats({
        layerId,
        tensor: 'kernel',
        stage: 'trained',
        step,
        round: 0,
        targetSparsity: null,
        statistics: layerStatistics(Float32Array.of(0, 1, 2, step)),
      });
    }
    recorder.flush();
  };
  look(1);
  look(2);
  const learn = () => {
    recorder.metric(METRIC_KEYS.trainLoss, 1, 0.5);
    recorder.flush();
  };
  return { runId, look, learn, beat: setInterval(() => recorder.heartbeat(), 2_000) };
}

/** A run whose names, texts and numbers are as unkind as can be logged. */
export function recordHostileRun(db: TrackingDatabase): number {
  const config = {
    method: 'train',
    experiment: `x ${SCRIPT}`,
    name: `${SCRIPT} ${RTL} ${LONG}`.slice(0, 190),
    architecture: { name: 'lenet-5' },
  };
  const { runId } = scheduleRun(db, config, { createdBy: SCRIPT });
  // The schema limits what people type; imports and other writers may not.
  db.sqlite.prepare('UPDATE runs SET name = ? WHERE id = ?').run(`${SCRIPT} ${RTL} ${LONG}`, runId);
  db.sqlite
    .prepare('INSERT INTO params (run_id, key, value_text) VALUES (?, ?, ?)')
    .run(runId, LONG, `${SCRIPT}${LONG}`);
  const claim = claimRun(db, registerWorker(db, 'hostile', 1));
  if (!claim) throw new Error('the run could not be claimed');
  const { recorder } = openClaim(db, claim);
  for (const value of [1, Number.NaN, Number.POSITIVE_INFINITY, -0, 5e-324]) {
    recorder.metric(METRIC_KEYS.trainLoss, Math.random() * 1e6, value);
  }
  recorder.metric(`${SCRIPT} ${LONG}`, 1, Number.NaN);
  const names = [LONG, RTL, SCRIPT, 'fc "q" \\ %_'];
  const { modelId, layerIds } = recorder.model(modelOf(names, `${LONG}${SCRIPT}`, SCRIPT));
  recorder.outputModel(modelId);
  for (const layerId of layerIds.values()) {
    for (const step of [1, 2, 3]) {
      recorder.layerStats({
        layerId,
        tensor: 'kernel',
        stage: 'trained',
        step,
        round: 0,
        targetSparsity: null,
        statistics: layerStatistics(
          step === 2 ? new Float32Array(4) : Float32Array.of(0, 1e-30, 3e38, -step),
        ),
      });
    }
  }
  const kernel = {
    tensor: 'kernel' as const,
    bits: 8,
    scheme: 'symmetric' as const,
    quantMin: -127,
    quantMax: 127,
  };
  recorder.calibration(
    { modelId, split: 'train', samples: 1, batches: 1, sampleHash: 'c', method: SCRIPT, parameters: {} },
    [...layerIds.values()].map((layerId) => ({
      ...kernel,
      layerId,
      channel: 0,
      scale: 0,
      zeroPoint: 0,
      rangeMin: 0,
      rangeMax: 0,
      clippedFraction: 1,
      sqnrDb: null,
    })),
  );
  recorder.evaluation({
    modelId,
    split: 'test',
    engine: 'float',
    samples: 10,
    correct: 0,
    top5Correct: null,
    loss: Number.NaN,
    byClass: [
      { samples: 10, correct: 0 },
      { samples: 0, correct: 0 },
    ],
  });
  recorder.log('error', `${SCRIPT} ${RTL} ${LONG}`);
  for (const path of FILES) recorder.artifact({ path, mediaType: 'text/html', bytes: Buffer.from(SCRIPT) });
  recorder.flush();
  db.sqlite
    .prepare('UPDATE layer_stat_rows SET mean = NULL, q50 = NULL, std = 9e999 WHERE run_id = ? AND step = 3')
    .run(runId);
  db.sqlite
    .prepare("UPDATE datasets SET class_names = json_array(?, ?) WHERE content_hash = 'h'")
    .run(SCRIPT, RTL);
  endRun(db, claim, { status: 'finished' });
  return runId;
}

/** A model of layers of four weights. */
function modelOf(names: string[], name: string, type: string): ModelRecord {
  return {
    name,
    network: buildNetwork({ name: 'lenet-5' }, [28, 28, 1], 10),
    quantization: null,
    parentModelId: null,
    parameters: 16,
    nonzeros: 8,
    macs: 16,
    bits: 8,
    float32Bytes: 64,
    gzipBytes: 40,
    sparseBytes: 0,
    int8Bytes: 16,
    weightsHash: 'b'.repeat(64),
    layers: names.map((layer, position) => ({
      position,
      name: layer,
      type,
      inputShape: [2],
      outputShape: [2],
      kernelShape: [2, 2],
      parameters: 4,
      nonzeros: 2,
      macs: 4,
      coupledGroup: null,
      originLayerId: null,
    })),
  };
}
