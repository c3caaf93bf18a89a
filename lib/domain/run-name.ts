import type { ArchitectureConfig, JobConfig } from './run-config';

/** Name of a run and of the model it makes: the one given, else what it does. */
export function runName(config: JobConfig): string {
  if (config.name !== undefined) return config.name;
  switch (config.method) {
    case 'train':
      return architectureName(config.architecture);
    case 'sensitivity':
      return `sensitivity, ${config.granularity}`;
    case 'prune':
      return `pruned ${Math.round(config.finalSparsity * 1000) / 10} %`;
    case 'quantize':
      return `int${config.bits} ${config.mode}`;
    case 'distill':
      return 'architecture' in config.student
        ? `${architectureName(config.student.architecture)} distilled`
        : 'distilled';
  }
}

function architectureName(config: ArchitectureConfig): string {
  return config.name === 'mlp' ? `mlp ${config.widths.join('-')}` : config.name;
}
