/** What the page is measured by. */
export interface Reading {
  readonly fps: number;
  readonly pointer: number;
}

/** Calls back four times a second, with what happened since, until it is stopped. */
export function measure(take: (reading: Reading) => void): () => void {
  let frames = 0;
  let pixels = 0;
  let since = performance.now();
  let isOver = false;

  const frame = (): void => {
    frames++;
    if (!isOver) requestAnimationFrame(frame);
  };
  const move = ({ movementX, movementY }: PointerEvent): void => {
    pixels += Math.hypot(movementX, movementY);
  };
  const timer = setInterval(() => {
    const seconds = (performance.now() - since) / 1000;
    take({ fps: frames / seconds, pointer: pixels / seconds });
    frames = 0;
    pixels = 0;
    since = performance.now();
  }, 250);
  requestAnimationFrame(frame);
  addEventListener('pointermove', move);

  return () => {
    isOver = true;
    clearInterval(timer);
    removeEventListener('pointermove', move);
  };
}
