import { userInfo } from 'node:os';

/** Name of who uses the command line: `LATHE_USER`, else the operating system's user. */
export function commandLinePerson(): string {
  return process.env.LATHE_USER || userInfo().username;
}
