// What CSS alone cannot do. Where a page forbids inline scripts, the panel works without it.
// Here a panel is also all that one cell asks, whose questions lie in one another.
const panel = [...document.querySelectorAll('.lessonkit-panel, .lessonkit-ask')]
  .find(one => one.contains(this));
this.remove();

// A screen reader says which preset is on.
const say = () => panel.querySelectorAll('.lessonkit-preset').forEach(button => {
  const isOn = String(button.classList.contains('lessonkit-chosen'));
  if (button.getAttribute('aria-pressed') !== isOn) button.setAttribute('aria-pressed', isOn);
});
new MutationObserver(say).observe(panel, {subtree: true, attributeFilter: ['class']});

// After Shift + Enter JupyterLab shows the next cell, and what the cell shows would be above the
// window. For a moment, or until the user does anything, it is kept in view: if it is too high, its
// upper part.
const keepInView = part => {
  const show = () => {
    say();
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
keepInView(panel);

// Each picture calls this when it has loaded. One that is part of a question moves with it.
window.lessonkitPicture = picture => {
  if (!picture.closest('.lessonkit-ask')) keepInView(picture.closest('figure'));
};
