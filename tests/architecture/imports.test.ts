import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { parseSync } from 'oxc-parser';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

/** Folder -> folders it may import besides itself, and why. The longest matching folder decides. */
const RULES: [folder: string, allowed: string[], reason: string][] = [
  ['lib/domain', [], 'the words everybody shares; knows nobody'],
  ['lib/analysis', ['lib/domain'], 'pure statistics, also for the browser'],
  ['lib/compression', ['lib/domain', 'lib/analysis'], 'pure functions on arrays and tensors'],
  ['lib/data', ['lib/domain', 'lib/analysis', 'lib/formats'], 'data sets are read through the formats'],
  ['lib/formats', ['lib/domain', 'lib/analysis'], 'bytes to values and back'],
  [
    'lib/models',
    ['lib/domain', 'lib/analysis', 'lib/compression', 'lib/data', 'lib/formats'],
    'networks and their files',
  ],
  [
    'lib/training',
    ['lib/domain', 'lib/analysis', 'lib/compression', 'lib/models', 'lib/data', 'lib/formats'],
    'the methods as runs',
  ],
  ['lib/tf', ['lib/domain'], 'the one folder that names a backend'],
  ['db', ['lib/domain', 'lib/analysis'], 'storage knows the words, not the engine'],
  ['app', ['db', 'lib/domain', 'lib/analysis'], 'TensorFlow never enters the web process'],
  ['scripts', ['db', 'lib'], 'joins the parts; app and scripts do not know each other'],
  ['tests', ['app', 'db', 'lib', 'scripts'], 'tests may look at everything'],
];

/** Package -> folders that may import it, and why. */
const PACKAGES: [pattern: RegExp, folders: string[], reason: string][] = [
  [/^@tensorflow\/tfjs-(node|backend-wasm)/, ['lib/tf', 'tests'], 'one folder names a backend'],
  [
    /^@tensorflow\//,
    ['lib/tf', 'lib/compression', 'lib/models', 'lib/training', 'lib/formats', 'scripts', 'tests'],
    'TensorFlow never enters the web process',
  ],
  [/^(better-sqlite3|drizzle-orm)/, ['db', 'scripts', 'tests'], 'only db speaks to SQLite'],
  [/^pg(-cursor)?$/, ['db/console/postgres', 'tests'], 'only the query process speaks to PostgreSQL'],
  [/^(next|react|@mantine|ag-grid|echarts|monaco)/, ['app', 'tests'], 'lib, db and scripts know no page'],
];

interface Import {
  from: string;
  specifier: string;
  typeOnly: boolean;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|tsx|mjs)$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

function importsOf(file: string): Import[] {
  const { module } = parseSync(file, readFileSync(join(root, file), 'utf8'));
  const found: Import[] = module.staticImports.map((item) => ({
    from: file,
    specifier: item.moduleRequest.value,
    typeOnly: item.entries.length > 0 && item.entries.every((entry) => entry.isType),
  }));
  for (const item of module.staticExports.flatMap((statement) => statement.entries)) {
    if (item.moduleRequest)
      found.push({ from: file, specifier: item.moduleRequest.value, typeOnly: item.isType });
  }
  const text = readFileSync(join(root, file), 'utf8');
  for (const item of module.dynamicImports) {
    const literal = /^['"](.+)['"]$/.exec(text.slice(item.moduleRequest.start, item.moduleRequest.end));
    if (literal) found.push({ from: file, specifier: literal[1], typeOnly: false });
  }
  return found;
}

/** Path from the root of a project file that a specifier names, or undefined for a package. */
function target({ from, specifier }: Import): string | undefined {
  if (specifier.startsWith('@/')) return specifier.slice(2);
  if (specifier.startsWith('.')) return relative(root, resolve(root, dirname(from), specifier));
  return undefined;
}

function inside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

const files = ['app', 'db', 'lib', 'scripts', 'tests'].flatMap(sourceFiles);
const imports = files.flatMap(importsOf);

describe('imports', () => {
  it('reads the project: every part has files and imports', () => {
    for (const [folder] of RULES)
      expect(
        files.some((file) => inside(file, folder)),
        folder,
      ).toBe(true);
    expect(imports.length).toBeGreaterThan(100);
  });

  it('flow one way between the folders', () => {
    const wrong = imports.flatMap((item) => {
      const path = target(item);
      if (path === undefined) return [];
      const rule = RULES.filter(([folder]) => inside(item.from, folder)).sort(
        (a, b) => b[0].length - a[0].length,
      )[0];
      if (!rule) return [`${item.from}: no rule for its folder`];
      const [folder, allowed, reason] = rule;
      if (inside(path, folder) || allowed.some((other) => inside(path, other))) return [];
      return [
        `${item.from} imports ${path}: ${folder} imports only ${allowed.join(', ') || 'itself'} (${reason})`,
      ];
    });
    expect(wrong).toEqual([]);
  });

  it('keep packages in the folders that may name them', () => {
    const wrong = imports.flatMap((item) => {
      if (target(item) !== undefined || item.specifier.startsWith('node:')) return [];
      const rule = PACKAGES.find(([pattern]) => pattern.test(item.specifier));
      if (!rule || rule[1].some((folder) => inside(item.from, folder))) return [];
      return [`${item.from} imports ${item.specifier}: only ${rule[1].join(', ')} may (${rule[2]})`];
    });
    expect(wrong).toEqual([]);
  });

  it('have no cycle', () => {
    const known = new Set(files);
    const resolveFile = (path: string) =>
      [path, `${path}.ts`, `${path}.tsx`, `${path}.mjs`, `${path}/index.ts`].find((candidate) =>
        known.has(candidate),
      );
    const graph = new Map<string, string[]>();
    for (const item of imports) {
      const path = target(item);
      const file = path === undefined || item.typeOnly ? undefined : resolveFile(path);
      if (file) graph.set(item.from, [...(graph.get(item.from) ?? []), file]);
    }
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (file: string, trail: string[]) => {
      const at = trail.indexOf(file);
      if (at >= 0) cycles.push([...trail.slice(at), file].join(' -> '));
      if (at >= 0 || done.has(file)) return;
      for (const next of graph.get(file) ?? []) visit(next, [...trail, file]);
      done.add(file);
    };
    for (const file of graph.keys()) visit(file, []);
    expect(cycles).toEqual([]);
  });
});
