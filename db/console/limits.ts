/** Every limit of a query, with its unit. {@link LIMIT_HELP} says what each is for. */
export interface QueryLimits {
  maxRows: number;
  maxRowsCeiling: number;
  timeoutMs: number;
  timeoutMsCeiling: number;
  maxResultBytes: number;
  maxTextLength: number;
  maxBlobBytes: number;
  maxCellBytes: number;
  exportTimeoutMs: number;
  exportCpuSeconds: number;
  maxSqlLength: number;
  addressSpaceBytes: number;
  heapMegabytes: number;
  fileBytes: number;
  cpuSeconds: number;
  walBytes: number;
  reuseQueries: number;
  reuseCpuMs: number;
  reuseRssBytes: number;
  concurrent: number;
  concurrentEach: number;
  waiting: number;
  waitMs: number;
}

const MEBIBYTE = 1024 * 1024;

/** The limits in force unless a caller lowers them. */
export const QUERY_LIMITS: Readonly<QueryLimits> = {
  maxRows: 1_000,
  maxRowsCeiling: 50_000,
  timeoutMs: 10_000,
  timeoutMsCeiling: 60_000,
  maxResultBytes: 8 * MEBIBYTE,
  maxTextLength: 65_536,
  maxBlobBytes: 4_096,
  maxCellBytes: 16 * MEBIBYTE,
  exportTimeoutMs: 600_000,
  exportCpuSeconds: 600,
  maxSqlLength: 100_000,
  addressSpaceBytes: 2_048 * MEBIBYTE,
  heapMegabytes: 256,
  fileBytes: 512 * MEBIBYTE,
  cpuSeconds: 75,
  walBytes: 224 * MEBIBYTE,
  reuseQueries: 50,
  reuseCpuMs: 10_000,
  reuseRssBytes: 200 * MEBIBYTE,
  concurrent: 4,
  concurrentEach: 1,
  waiting: 40,
  waitMs: 5_000,
};

/** What each limit is for, in one line. */
export const LIMIT_HELP: Readonly<Record<keyof QueryLimits, string>> = {
  maxRows: 'rows of a result when the query does not ask for another number; more are cut off and said to be',
  maxRowsCeiling: 'most rows that a query may ask for',
  timeoutMs: 'milliseconds a query may run when it does not ask for another time; then its process is killed',
  timeoutMsCeiling: 'most milliseconds that a query may ask for',
  maxResultBytes: 'bytes of a result over all its cells; the rows after them are cut off and said to be',
  maxTextLength: 'characters of one text cell; a longer one is cut and its full length told in it',
  maxBlobBytes: 'bytes of one blob cell that are shown as hex; its full size is always told',
  maxCellBytes: 'bytes of one value that is asked for whole',
  exportTimeoutMs: 'milliseconds an export may take, the reading by who asked for it included',
  exportCpuSeconds: 'processor seconds of the process of an export, set by the operating system',
  maxSqlLength: 'characters of a statement',
  addressSpaceBytes:
    'virtual memory of a query process, set by the operating system; Node alone reserves about 1.2 GB of it',
  heapMegabytes: 'megabytes of the JavaScript heap of a query process',
  fileBytes: 'size of any file that a query process writes, set by the operating system: sorts spill to disk',
  cpuSeconds: 'processor seconds of a query process over all its queries, set by the operating system',
  walBytes:
    'filling of the write-ahead log at which the queries that hold it are stopped, so that it stays below 256 MB',
  reuseQueries: 'queries after which a query process is replaced',
  reuseCpuMs: 'processor milliseconds after which a query process is replaced',
  reuseRssBytes: 'resident memory above which a query process is replaced',
  concurrent: 'queries that run at once',
  concurrentEach: 'queries of one person that run at once; that person’s next one waits',
  waiting: 'queries that wait for a place; the next one is refused as busy',
  waitMs: 'milliseconds a query waits for a place before it is refused as busy',
};
