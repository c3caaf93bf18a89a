import { type RefObject, useEffect, useState } from 'react';

/** True once the element is on the screen or so many CSS pixels from it: what nobody scrolls to is not drawn. */
export function useIsNear(element: RefObject<HTMLElement | null>, margin: number): boolean {
  const [isNear, setNear] = useState(false);
  useEffect(() => {
    const target = element.current;
    if (!target || isNear) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) setNear(true);
      },
      { rootMargin: `${margin}px` },
    );
    observer.observe(target);
    return () => observer.disconnect();
  }, [element, isNear, margin]);
  return isNear;
}
