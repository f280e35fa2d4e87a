import { type RefObject, useLayoutEffect, useState } from "react";

export interface SurfaceSize {
  width: number;
  height: number;
}

/** The inner size of an element in CSS pixels, live; the window's until it has been measured. */
export function useSurfaceSize(element: RefObject<HTMLElement | null>): SurfaceSize {
  const [size, setSize] = useState<SurfaceSize>(() => ({ width: window.innerWidth, height: window.innerHeight }));
  useLayoutEffect(() => {
    const target = element.current;
    if (!target) return;
    const measure = () => {
      const { clientWidth: width, clientHeight: height } = target;
      if (width === 0 || height === 0) return;
      setSize((old) => (old.width === width && old.height === height ? old : { width, height }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(target);
    return () => observer.disconnect();
  }, [element]);
  return size;
}
