/** Where and with what a run was computed: what is needed to repeat it, besides its config. */
export interface RunEnvironment {
  /** The backend that computed, as `tensorflow` or `wasm`. */
  backend: string;
  backendVersion: string;
  tfjsVersion: string;
  nodeVersion: string;
  os: string;
  cpu: string;
  memoryBytes: number;
  hostName: string;
  /** Commit of the code that ran, 40 hex digits; null outside of a git checkout. */
  gitCommit: string | null;
  /** True when files differed from that commit. */
  gitDirty: boolean | null;
}
