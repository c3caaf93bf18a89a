import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/adapter/element-adapter';
import { combine } from '@atlaskit/pragmatic-drag-and-drop/utils/combine';
import { attachClosestEdge } from '@atlaskit/pragmatic-drag-and-drop-hitbox/closest-edge/attach-closest-edge';
import { extractClosestEdge } from '@atlaskit/pragmatic-drag-and-drop-hitbox/closest-edge/extract-closest-edge';
import { type RefObject, useEffect, useState } from 'react';
import type { CellActions } from './cell-actions';

/** The side of a cell at which another is put. */
export type CellEdge = 'top' | 'bottom';

/**
 * Lets a cell be dragged by its handle, and be the place at which another of the same note is dropped: `edge` is the
 * side where that would land.
 */
export function useCellDrag(
  uid: string,
  noteId: number,
  frame: RefObject<HTMLElement | null>,
  handle: RefObject<HTMLElement | null>,
  place: CellActions['place'],
): { edge: CellEdge | undefined; isDragged: boolean } {
  const [edge, setEdge] = useState<CellEdge>();
  const [isDragged, setDragged] = useState(false);
  useEffect(() => {
    if (!frame.current || !handle.current) return;
    const element = frame.current;
    const edgeOf = (data: Record<string | symbol, unknown>): CellEdge =>
      extractClosestEdge(data) === 'bottom' ? 'bottom' : 'top';
    return combine(
      draggable({
        // Not the frame: texts in what can be dragged cannot be selected.
        element: handle.current,
        getInitialData: () => ({ cell: uid, noteId }),
        onGenerateDragPreview: ({ nativeSetDragImage }) => nativeSetDragImage?.(element, 16, 16),
        onDragStart: () => setDragged(true),
        onDrop: () => setDragged(false),
      }),
      dropTargetForElements({
        element,
        canDrop: ({ source: { data } }) => data.noteId === noteId && data.cell !== uid,
        getData: ({ input }) => attachClosestEdge({}, { element, input, allowedEdges: ['top', 'bottom'] }),
        onDragEnter: ({ self }) => setEdge(edgeOf(self.data)),
        onDrag: ({ self }) => setEdge(edgeOf(self.data)),
        onDragLeave: () => setEdge(undefined),
        onDrop: ({ self, source }) => {
          setEdge(undefined);
          place(String(source.data.cell), uid, edgeOf(self.data));
        },
      }),
    );
  }, [uid, noteId, frame, handle, place]);
  return { edge, isDragged };
}
