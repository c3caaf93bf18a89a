/**
 * Prints a note, or saves it as PDF, through the browser's own dialog: the note's HTML file in a frame that nobody sees,
 * since the page itself holds folded cells and grids that draw only the rows in view.
 *
 * @throws Error when the server does not answer with the file.
 */
export async function printNote(noteId: number): Promise<void> {
  const response = await fetch(`/api/notes/${noteId}/export?format=html`);
  if (!response.ok) throw new Error(String(response.status));
  document.getElementById(FRAME)?.remove();
  const frame = document.createElement('iframe');
  frame.id = FRAME;
  frame.tabIndex = -1;
  frame.setAttribute('aria-hidden', 'true');
  // A frame that is not displayed prints nothing.
  frame.style.cssText = 'border:0;height:0;position:fixed;width:0';
  frame.srcdoc = await response.text();
  frame.onload = () => frame.contentWindow?.print();
  document.body.append(frame);
}

const FRAME = 'note-print';
