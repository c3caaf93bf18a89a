// `npm run lathe -- COMMAND`: bundles the command line when its sources changed, then runs it in this process.
import { buildBundles } from './build.mjs';

await buildBundles();
await import(new URL('../dist/cli.mjs', import.meta.url).href);
