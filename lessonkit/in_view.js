// Where a page forbids inline scripts, all works without it, but may stand above the window. What a
// cell shows is a panel, or the questions that it asks, which lie in one another.
const shown = [...document.querySelectorAll('.lessonkit-panel, .lessonkit-ask')]
  .find(one => one.contains(this));
this.remove();

// After Shift + Enter JupyterLab shows the next cell, and what the cell shows would be above the
// window. For a moment, or until the user does anything, it is kept in view: if it is too high, its
// upper part.
const keepInView = part => {
  const show = () => {
    const view = part.closest('.jp-WindowedPanel-outer'), cell = part.closest('.jp-Cell');
    const active = view?.querySelector('.jp-Cell.jp-mod-active');
    if (!active || ![cell, cell.nextElementSibling].includes(active)) return;
    const window = view.getBoundingClientRect();
    const isSeen = ({top, bottom}) => top < window.bottom && bottom > window.top;
    if (![cell, active].some(one => isSeen(one.getBoundingClientRect()))) return;
    const fits = part.offsetHeight <= view.clientHeight;
    part.scrollIntoView({block: fits ? 'nearest' : 'start'});
  };
  const watch = new ResizeObserver(show);
  const again = setInterval(show, 100);
  const stop = () => { watch.disconnect(); clearInterval(again); };
  watch.observe(part);
  setTimeout(stop, 2000);
  for (const kind of ['keydown', 'pointerdown', 'wheel'])
    addEventListener(kind, stop, {capture: true, once: true});
};
keepInView(shown);

// Each picture calls this when it has loaded. One that is part of a question moves with it.
window.lessonkitPicture = picture => {
  if (!picture.closest('.lessonkit-ask')) keepInView(picture.closest('figure'));
};
