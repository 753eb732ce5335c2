// ipywidgets leaves the handle of a slider without a name, and no trait can give it one. This copies
// the label of the entry before it, for screen readers. Where a page forbids inline scripts, all
// works without it: the entry has a name and the same keys.
const panel = this.closest('.lessonkit-panel');
const name = () => panel.querySelectorAll('.widget-text + .widget-slider').forEach(slider =>
  slider.querySelector('[role=slider]')?.setAttribute(
    'aria-label', slider.previousElementSibling.querySelector('label').textContent));
this.remove();
name();
panel.addEventListener('focusin', name);
