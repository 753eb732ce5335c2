// What no trait of ipywidgets can give a screen reader: the name of a slider's handle, its value as
// the entry says it (the browser knows but the exponent of a slider that moves by factors), which
// preset is on, and a live region that stays while its words change. Where a page forbids inline
// scripts, all else works: the entry has a name and takes the same values.
const panel = this.closest('.lessonkit-panel');
this.remove();
const tell = () => {
  panel.querySelector('.lessonkit-spoken')?.setAttribute('role', 'status');
  for (const button of panel.querySelectorAll('.lessonkit-preset')) {
    const isOn = String(button.classList.contains('lessonkit-chosen'));
    if (button.getAttribute('aria-pressed') !== isOn) button.setAttribute('aria-pressed', isOn);
  }
  for (const range of panel.querySelectorAll('.lessonkit-range')) {
    const {label, unit, step, log} = range.querySelector('span')?.dataset ?? {};
    const handle = range.nextElementSibling?.querySelector('[role=slider]');
    if (!label || !handle) continue;
    // aria-valuenow has one decimal only, and the slider's own number a rounding error.
    const rests = Number(handle.closest('.noUi-target').noUiSlider.get(true).toPrecision(9));
    const typed = range.previousElementSibling.querySelector('input').value;
    // The entry's value may lie between two steps, or not have followed yet.
    const place = log === undefined ? Number(typed) : Math.log10(typed);
    const moved = log === undefined ? rests : Number((10 ** rests).toPrecision(3));
    const value = Math.abs(place - rests) < 0.6 * step ? typed : moved;
    const words = {'aria-label': label, 'aria-valuetext': `${value} ${unit}`.trim()};
    for (const [name, text] of Object.entries(words))
      if (handle.getAttribute(name) !== text) handle.setAttribute(name, text);
  }
};
tell();
panel.addEventListener('focusin', tell);
new MutationObserver(tell).observe(
  panel, {attributeFilter: ['aria-valuenow', 'class'], childList: true, subtree: true});
