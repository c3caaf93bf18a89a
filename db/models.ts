import { randomUUID } from 'node:crypto';
import type Database from 'better-sqlite3';
import { AppError } from '@/lib/domain/errors';
import type { ModelQuantization, Network } from '@/lib/domain/network';
import type { ModelRecord, StoredModel } from '@/lib/domain/recorder';
import type { TrackingDatabase } from './client';

/** What is needed to load a stored model; its weights are the artifact of `weightsHash`. */
export interface StoredModelSource extends StoredModel {
  name: string;
  network: Network;
  quantization: ModelQuantization | null;
  weightsHash: string;
}

/**
 * What is needed to load model `modelId`.
 *
 * @throws AppError `not_found`.
 */
export function getModelSource(db: TrackingDatabase, modelId: number): StoredModelSource {
  const row = db.sqlite
    .prepare('SELECT name, network, quantization, weights_hash FROM models WHERE id = ?')
    .get(modelId) as
    | { name: string; network: string; quantization: string | null; weights_hash: string }
    | undefined;
  if (!row) throw new AppError('not_found', `Loading model ${modelId}: there is no such model.`);
  const layers = db.sqlite.prepare('SELECT name, id FROM layers WHERE model_id = ?').raw().all(modelId) as [
    string,
    number,
  ][];
  return {
    modelId,
    layerIds: new Map(layers),
    name: row.name,
    network: JSON.parse(row.network),
    quantization: row.quantization === null ? null : JSON.parse(row.quantization),
    weightsHash: row.weights_hash,
  };
}

/** The models a run reads, by role. @throws AppError `input_failed` when an input has no model. */
export function getRunInputs(
  db: TrackingDatabase,
  runId: number,
): { role: 'base' | 'teacher'; modelId: number }[] {
  const rows = db.sqlite
    .prepare(`
      SELECT i.role, coalesce(i.model_id, r.output_model_id) AS modelId, i.input_run_id AS inputRunId
      FROM run_inputs i LEFT JOIN runs r ON r.id = i.input_run_id WHERE i.run_id = ?`)
    .all(runId) as { role: 'base' | 'teacher'; modelId: number | null; inputRunId: number | null }[];
  return rows.map(({ role, modelId, inputRunId }) => {
    if (modelId !== null) return { role, modelId };
    throw new AppError(
      'input_failed',
      `Run ${runId} needs the model of run ${inputRunId} as ${role}, and that run made none.`,
    );
  });
}

/** Inserts a model and its layers, inside the caller's transaction; the version follows the last of its name. */
export function insertModel(
  sqlite: Database.Database,
  record: ModelRecord,
  runId: number,
  owner: string,
): StoredModel {
  const version = Number(
    sqlite
      .prepare('SELECT coalesce(max(version), 0) + 1 FROM models WHERE name = ?')
      .pluck()
      .get(record.name),
  );
  const { lastInsertRowid } = sqlite
    .prepare(`
      INSERT INTO models (uid, name, version, owner, created_at, parent_model_id, run_id, architecture, network,
        quantization, bits, parameters, nonzeros, sparsity, macs, float32_bytes, gzip_bytes, sparse_bytes, int8_bytes,
        weights_hash)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
    .run(
      randomUUID().replaceAll('-', ''),
      record.name,
      version,
      owner,
      Date.now(),
      record.parentModelId,
      runId,
      record.network.architecture,
      JSON.stringify(record.network),
      record.quantization === null ? null : JSON.stringify(record.quantization),
      record.bits,
      record.parameters,
      record.nonzeros,
      record.parameters === 0 ? 0 : 1 - record.nonzeros / record.parameters,
      record.macs,
      record.float32Bytes,
      record.gzipBytes,
      record.sparseBytes,
      record.int8Bytes,
      record.weightsHash,
    );
  const modelId = Number(lastInsertRowid);
  const insertLayer = sqlite.prepare(`
    INSERT INTO layers (model_id, position, name, type, input_shape, output_shape, kernel_shape, parameters, nonzeros,
      macs, coupled_group, origin_layer_id)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const layerIds = new Map<string, number>();
  for (const layer of record.layers) {
    const inserted = insertLayer.run(
      modelId,
      layer.position,
      layer.name,
      layer.type,
      JSON.stringify(layer.inputShape),
      JSON.stringify(layer.outputShape),
      layer.kernelShape === null ? null : JSON.stringify(layer.kernelShape),
      layer.parameters,
      layer.nonzeros,
      layer.macs,
      layer.coupledGroup,
      layer.originLayerId,
    );
    layerIds.set(layer.name, Number(inserted.lastInsertRowid));
  }
  return { modelId, layerIds };
}
