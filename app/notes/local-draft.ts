import { type NoteContent, noteDraftSchema } from '@/lib/domain/note-content';
import { randomId } from '../console/random-id';

/** Unsaved work that this browser holds because the server has not taken it. */
export interface LocalDraft {
  baseRevision: number;
  content: NoteContent;
  /** Time of the server's draft that it followed. */
  over: number | null;
}

/** Such work, and where it is kept. */
export interface FoundDraft {
  key: string;
  draft: LocalDraft;
}

const baseKey = (noteId: number) => `lathe.note-draft.${noteId}`;
/** Where this window keeps its unsaved work: another one of the same browser must not write over it. */
const keyOf = (noteId: number) => `${baseKey(noteId)}.${windowId()}`;

/** Of this window, over reloads. */
function windowId(): string {
  try {
    const known = sessionStorage.getItem('lathe.window');
    if (known) return known;
    const made = randomId();
    sessionStorage.setItem('lathe.window', made);
    return made;
  } catch {
    // A browser that closes its storage keeps nothing.
    return '';
  }
}

function readKey(key: string): LocalDraft | undefined {
  try {
    const { baseRevision, content, over = null } = JSON.parse(localStorage.getItem(key) ?? 'null') ?? {};
    const parsed = noteDraftSchema.safeParse(content);
    return parsed.success && Number.isInteger(baseRevision)
      ? { baseRevision, content: parsed.data, over }
      : undefined;
  } catch {
    return undefined;
  }
}

/** Unsaved work on a note that the server has not taken: of this window, else of one that is closed. */
export async function findLocal(noteId: number): Promise<FoundDraft | undefined> {
  try {
    const base = baseKey(noteId);
    const locks = await navigator.locks?.query();
    const open = locks?.held?.map(({ name }) => name) ?? [];
    const others = Object.keys(localStorage).filter(
      (key) => (key === base || key.startsWith(`${base}.`)) && !open.includes(key),
    );
    for (const key of [keyOf(noteId), ...others]) {
      const draft = readKey(key);
      if (draft) return { key, draft };
    }
  } catch {
    // Its storage is closed.
  }
  return undefined;
}

/** Makes what was found the work of this window; where it cannot be kept twice for a moment, it stays where it is. */
export function adoptLocal(noteId: number, { key, draft }: FoundDraft): void {
  if (key !== keyOf(noteId) && writeLocal(noteId, draft)) localStorage.removeItem(key);
}

/** True when this browser has kept it; its storage may be full or closed. */
export function writeLocal(noteId: number, draft: LocalDraft | undefined): boolean {
  try {
    if (draft) localStorage.setItem(keyOf(noteId), JSON.stringify(draft));
    else localStorage.removeItem(keyOf(noteId));
    return true;
  } catch {
    return false;
  }
}

/** Tells other windows that this one writes on the note, until the result is called or the window is gone, however. */
export function holdLocal(noteId: number): () => void {
  const closing = new AbortController();
  const { signal } = closing;
  const held = () => new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  // Locks exist in secure contexts only.
  navigator.locks?.request(keyOf(noteId), { signal }, held).catch(() => {});
  return () => closing.abort();
}
