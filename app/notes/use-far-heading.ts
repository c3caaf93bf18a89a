import { useEffect } from 'react';

/**
 * Goes to the heading that the address names also where its cell is drawn only later: the browser looks once, and finds
 * none. Its cell is there from the beginning, and is drawn when it is near.
 */
export function useFarHeading(): void {
  useEffect(() => {
    let waiting: MutationObserver | undefined;
    const look = () => {
      waiting?.disconnect();
      const id = location.hash.slice(1);
      const [, cell] = /^(cell-[^-]+)-\d+$/.exec(id) ?? [];
      const section = cell && !document.getElementById(id) ? document.getElementById(cell) : null;
      if (!section) return;
      section.scrollIntoView();
      waiting = new MutationObserver(() => {
        if (!document.getElementById(id)) return;
        waiting?.disconnect();
        // Once more to the same place: the browser scrolls to it and knows it as the target.
        location.replace(location.href);
      });
      waiting.observe(section, { childList: true, subtree: true });
    };
    look();
    window.addEventListener('hashchange', look);
    return () => {
      window.removeEventListener('hashchange', look);
      waiting?.disconnect();
    };
  }, []);
}
