import { withImageWords } from '@/lib/domain/note-mentions';
import type { TrackingDatabase } from '../client';
import { likeText } from './sql-text';

/** Something that holds every word that was looked for. */
export interface SearchHit {
  kind: 'note' | 'cell' | 'query' | 'run';
  /** Number of the note, the saved query or the run; for a cell that of its note. */
  id: number;
  /** Only of a cell; else empty. */
  cellUid: string;
  /** Stable name of a saved query, for its address; else empty. */
  uid: string;
  title: string;
  /** The text around the first word, one line; of what is found by its title alone, its beginning. */
  excerpt: string;
  /** Where words stand in the excerpt, UTF-16 offsets. */
  marks: { start: number; end: number }[];
  /** UTC milliseconds. */
  updatedAt: number;
}

const LONGEST_TEXT = 200;
const MOST_WORDS = 8;
/** Documents that are looked at again once the index has found them. */
const MOST_CANDIDATES = 500;
const EXCERPT_BEFORE = 60;
const EXCERPT_LENGTH = 200;
/** The index holds runs of three characters; what is shorter is looked for in the texts themselves. */
const TRIGRAM = 3;

interface Document extends Omit<SearchHit, 'excerpt' | 'marks'> {
  body: string;
}

/**
 * Notes, cells, saved queries and runs whose texts hold every word of a text, letters of either case, parts of words
 * too: the best first, runs, the newest first, at the end. A cell is found when at least one word stands in itself and
 * the others in the title of its note.
 */
export function searchTexts(db: TrackingDatabase, text: string, limit = 50): SearchHit[] {
  const words = wordsOf(text);
  if (words.length === 0) return [];
  const documents = findDocuments(db, words)
    // Cells that were saved before are kept with the addresses of their images.
    .map((found) => (found.kind === 'cell' ? { ...found, body: withImageWords(found.body) } : found))
    .filter(({ kind, title, body }) => {
      const isIn = (text: string) => (word: string) => wordPattern(word).test(text);
      return kind !== 'cell' || (words.some(isIn(body)) && words.every(isIn(`${title}\n${body}`)));
    });
  return [...documents.slice(0, limit), ...findRuns(db, words, limit)].map(({ body, ...document }) => ({
    ...document,
    ...excerptOf(body, words),
  }));
}

function wordsOf(text: string): string[] {
  const trimmed = text.replaceAll('\0', ' ').slice(0, LONGEST_TEXT);
  return [...new Set(trimmed.split(/\s+/).filter(Boolean))].slice(0, MOST_WORDS);
}

function findDocuments({ sqlite }: TrackingDatabase, words: readonly string[]): Document[] {
  const long = words.filter((word) => [...word].length >= TRIGRAM);
  const short = words.filter((word) => [...word].length < TRIGRAM);
  const holds = short.map((_, index) => `instr(lower(d.title || char(10) || d.body), lower(:w${index})) > 0`);
  const from =
    long.length > 0
      ? 'search_index JOIN search_documents d ON d.id = search_index.rowid'
      : 'search_documents d';
  const conditions = [...(long.length > 0 ? ['search_index MATCH :match'] : []), ...holds].join(' AND ');
  // A word in a title says more than one in a text.
  const order = long.length > 0 ? 'bm25(search_index, 4.0, 1.0), d.updated_at DESC' : 'd.updated_at DESC';
  return sqlite
    .prepare(
      `SELECT d.kind, d.ref_id AS id, d.cell_uid AS cellUid, coalesce(q.uid, '') AS uid, d.title, d.body,
         d.updated_at AS updatedAt
       FROM ${from} LEFT JOIN saved_queries q ON d.kind = 'query' AND q.id = d.ref_id
       WHERE ${conditions} ORDER BY ${order} LIMIT ${MOST_CANDIDATES}`,
    )
    .all({
      ...Object.fromEntries(short.map((word, index) => [`w${index}`, word])),
      ...(long.length > 0 && { match: long.map((word) => `"${word.replaceAll('"', '""')}"`).join(' AND ') }),
    }) as Document[];
}

function findRuns({ sqlite }: TrackingDatabase, words: readonly string[], limit: number): Document[] {
  const holds = words.map((_, index) => `name LIKE :w${index} ESCAPE '\\'`).join(' AND ');
  return sqlite
    .prepare(
      `SELECT 'run' AS kind, id, '' AS cellUid, '' AS uid, name AS title, name AS body, created_at AS updatedAt
       FROM runs WHERE ${holds} AND id NOT IN (SELECT id FROM runs WHERE deleted_at IS NOT NULL)
       ORDER BY id DESC LIMIT :limit`,
    )
    .all({
      ...Object.fromEntries(words.map((word, index) => [`w${index}`, `%${likeText(word)}%`])),
      limit,
    }) as Document[];
}

function wordPattern(word: string): RegExp {
  return new RegExp(word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), 'iu');
}

function excerptOf(body: string, words: readonly string[]): Pick<SearchHit, 'excerpt' | 'marks'> {
  const places = words.flatMap((word) => wordPattern(word).exec(body)?.index ?? []);
  const from = Math.max(0, Math.min(...places, body.length) - EXCERPT_BEFORE);
  const start = places.length === 0 ? 0 : from;
  const cut = wholeCharacters(body.slice(start, start + EXCERPT_LENGTH)).replace(/\s/g, ' ');
  const isCut = start + EXCERPT_LENGTH < body.length;
  const excerpt = `${start > 0 ? '…' : ''}${cut}${isCut ? '…' : ''}`;
  const pattern = words.map((word) => wordPattern(word).source).join('|');
  const marks = [...excerpt.matchAll(new RegExp(pattern, 'giu'))].map(({ index, 0: match }) => ({
    start: index,
    end: index + match.length,
  }));
  return { excerpt, marks };
}

/** Without half characters at its ends. */
function wholeCharacters(text: string): string {
  return text.replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, '');
}
