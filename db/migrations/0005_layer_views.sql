-- Outer joins, so that a query over all rows begins with them: with inner joins SQLite begins with the layers and looks up
-- each row. What is asked of a layer, a tensor or a stage by its name still makes them inner ones. Every run has an id
-- above 0; that it is said has the rows read in their order, not by the index of layers.
DROP VIEW layer_stats;
--> statement-breakpoint
CREATE VIEW layer_stats AS
SELECT s.run_id, l.model_id, s.layer_id, l.name AS layer, t.name AS tensor, g.name AS stage, s.step, s.round,
  s.target_sparsity, s.value_count, s.zeros, s.sparsity, s.mean, s.std, s.min_value, s.max_value, s.l1, s.l2,
  s.q01, s.q05, s.q25, s.q50, s.q75, s.q95, s.q99,
  s.nz_q01, s.nz_q05, s.nz_q25, s.nz_q50, s.nz_q75, s.nz_q95, s.nz_q99
FROM layer_stat_rows s
LEFT JOIN layers l ON l.id = s.layer_id
LEFT JOIN names t ON t.id = s.tensor_id
LEFT JOIN names g ON g.id = s.stage_id
WHERE s.run_id > 0;
--> statement-breakpoint
DROP VIEW layer_histograms;
--> statement-breakpoint
CREATE VIEW layer_histograms AS
SELECT h.run_id, l.model_id, h.layer_id, l.name AS layer, t.name AS tensor, g.name AS stage, h.step, h.zeros, h.histogram
FROM layer_histogram_rows h
LEFT JOIN layers l ON l.id = h.layer_id
LEFT JOIN names t ON t.id = h.tensor_id
LEFT JOIN names g ON g.id = h.stage_id;
