/* Panels, guesses and small comforts of the lesson's pages. Plain script: no build, no library.

`LessonPanel` is what one sees and moves; its data come from `unpack`, of unpack.js. */

"use strict";

function make(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

/* Exact, and near: how much a control matters that was moved or named, and one that was not. */
const EXACT = 1e6;
const OTHERS = 8;

class LessonPanel {
  constructor(root, data) {
    this.data = data;
    this.root = root;
    this.state = this.best = this.first = data.first;
    this.inputs = data.controls.map((control, place) => this.#input(control, place));
    this.pictures = data.pictures.map(({ size: [width, height] }) => {
      const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
      svg.setAttribute("role", "img");
      const image = make("img", { alt: "" });
      const inner = make("div", { className: "lesson-layers" }, image, svg);
      inner.style.maxWidth = `${(width * 4) / 3}px`;
      inner.style.minWidth = `${Math.min(width, 600)}px`;
      return { svg, image, box: make("div", { className: "lesson-picture" }, inner) };
    });
    this.words = make("div", { className: "lesson-words" });
    this.words.setAttribute("role", "status");
    this.code = make("code");
    root.replaceChildren(
      make("div", { className: "lesson-controls" }, ...this.inputs.map((input) => input.row)),
      make("div", { className: "lesson-pictures" }, ...this.pictures.map(({ box }) => box)),
      this.words,
      make("div", { className: "lesson-buttons" }, ...this.#buttons()),
      make("p", { className: "lesson-note" }, "This state in the notebook: ", this.code),
      make("p", { className: "lesson-note" }, data.note),
    );
    root.classList.add("lesson-live");
    this.show();
    scrolling();
  }

  #input(control, place) {
    const id = `${this.data.name}-${control.name}`;
    const unit = control.unit ? ` (${control.unit})` : "";
    const label = make("label", { htmlFor: id }, control.label + unit);
    const row = make("div", { className: "lesson-control" });
    let node, shown;
    if (control.kind === "switch") {
      node = make("input", { type: "checkbox", id });
      node.addEventListener("change", () => this.move(place, Number(node.checked)));
      row.append(node, label);
    } else if (control.kind === "choice") {
      node = make("select", { id }, ...control.values.map((value) => make("option", {}, value)));
      node.addEventListener("change", () => this.move(place, node.selectedIndex));
      row.append(label, node);
    } else {
      node = make("input", { type: "range", id, min: 0, max: 1, step: "any" });
      node.addEventListener("input", () => this.slide(place, Number(node.value)));
      node.addEventListener("keydown", (event) => this.#key(event, place));
      shown = make("output", { htmlFor: id });
      row.append(make("div", {}, label, " ", shown), node);
      if (control.play) row.append(...this.#player(control, place));
    }
    return { node, shown, row };
  }

  #key(event, place) {
    const steps = {
      ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1,
      PageUp: 10, PageDown: -10, Home: -Infinity, End: Infinity,
    }[event.key];
    if (steps === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    if (Math.abs(steps) === Infinity) this.slide(place, steps < 0 ? 0 : 1);
    else for (let step = Math.abs(steps); step; step--) this.step(place, Math.sign(steps));
  }

  #player(control, place) {
    const atEnd = () => this.data.at[place][this.state] === control.values.length - 1;
    const count = () => (atEnd() ? this.slide(place, 0) : this.step(place, 1));
    const stop = () => {
      clearInterval(this.timer);
      this.timer = undefined;
      play.textContent = "Play";
      this.words.setAttribute("aria-live", "polite");
    };
    const step = make("button", { type: "button", onclick: count }, "Step");
    const play = make("button", { type: "button" }, "Play");
    play.addEventListener("click", () => {
      if (this.timer) return stop();
      play.textContent = "Pause";
      this.words.setAttribute("aria-live", "off");
      count();
      this.timer = setInterval(() => (atEnd() ? stop() : count()), 1000 * control.play);
    });
    this.stop = () => this.timer && stop();
    return [step, play];
  }

  #buttons() {
    const button = (words, onclick) => make("button", { type: "button", onclick }, words);
    const copy = () => navigator.clipboard?.writeText(this.address());
    return [
      ...Object.entries(this.data.presets).map(([name, wanted]) =>
        button(name, () => this.set(wanted)),
      ),
      button("Reset", () => this.reset()),
      button("Copy a link to this state", copy),
    ];
  }

  #places() {
    return this.data.controls.map(({ places }, one) => places[this.data.at[one][this.state]]);
  }

  move(place, value) {
    this.set({ [this.data.controls[place].name]: this.data.controls[place].values[value] });
  }

  #weights(place) {
    return this.data.controls.map((_, one) => (one === place ? 1 : OTHERS));
  }

  /* To where a slider was dragged, or as near as there is a state. */
  slide(place, wanted) {
    const places = this.#places();
    places[place] = wanted;
    this.go(this.data.nearest(places, this.#weights(place)));
  }

  /* To the next value of a slider that has a state, up or down. */
  step(place, sign) {
    const beyond = [place, sign, this.data.at[place][this.state]];
    this.go(this.data.nearest(this.#places(), this.#weights(place), beyond));
  }

  /* To values by name, exactly if they are there. */
  set(values) {
    const places = this.#places();
    const weights = places.map(() => 1);
    this.data.controls.forEach((control, one) => {
      if (!(control.name in values)) return;
      const value = values[control.name];
      const far = control.values.map((each) =>
        each === Number(value) || String(each) === String(value)
          ? 0
          : Math.abs(each - value) || Infinity,
      );
      const least = Math.min(...far);
      if (least === Infinity) return;
      places[one] = control.places[far.indexOf(least)];
      weights[one] = EXACT;
    });
    this.go(this.data.nearest(places, weights));
  }

  reset() {
    this.stop?.();
    this.state = this.best = this.first;
    this.show();
    this.#remember();
  }

  go(state) {
    if (state < 0 || state === this.state) return this.#follow();
    this.state = state;
    this.best = this.data.better(state, this.best);
    this.show();
    this.#remember();
  }

  show() {
    const count = this.pictures.length;
    const text = (place) => this.data.text(place, this.state, this.best);
    this.pictures.forEach(({ svg, image }, place) => {
      const { stills, columns, pictures } = this.data;
      const still = stills[columns[pictures[place].still][this.state]];
      if (image.src !== still) image.src = still;
      svg.innerHTML = text(place);
      svg.setAttribute("aria-label", text(count + place));
    });
    this.words.textContent = text(2 * count);
    this.code.textContent = text(2 * count + 1);
    this.#follow();
  }

  #follow() {
    this.data.controls.forEach((control, one) => {
      const { node, shown } = this.inputs[one];
      const value = this.data.at[one][this.state];
      if (control.kind === "switch") node.checked = Boolean(value);
      else if (control.kind === "choice") node.selectedIndex = value;
      else {
        node.value = control.places[value];
        shown.value = control.values[value].toLocaleString("en-US", { maximumSignificantDigits: 6 });
        node.setAttribute("aria-valuetext", `${shown.value} ${control.unit}`.trim());
      }
    });
  }

  /* The address names the controls that are not where they began. */
  address() {
    const words = new URLSearchParams();
    this.data.controls.forEach(({ name, values }, one) => {
      const value = this.data.at[one][this.state];
      if (value !== this.data.at[one][this.first]) words.set(name, values[value]);
    });
    return `${location.href.split("#")[0]}#${words}`;
  }

  /* The address follows when the panel rests: browsers count such changes. */
  #remember() {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => history.replaceState(null, "", this.address()), 300);
  }

  /* From an address such as ...#learning_rate=0.9 */
  open(hash) {
    const values = Object.fromEntries(new URLSearchParams(hash.slice(1)));
    if (!this.data.controls.some(({ name }) => name in values)) return;
    this.stop?.();
    this.state = this.best = this.first;
    this.set(values);
    this.root.scrollIntoView({ block: "nearest" });
  }
}

/* Called by each panel's data. */
async function lessonPanel(name, base64) {
  const root = document.querySelector(`[data-lesson-panel="${name}"]`);
  if (!root || !("DecompressionStream" in window)) return;
  const panel = new LessonPanel(root, await unpack(base64));
  root.lesson = panel;
  panel.open(location.hash);
  addEventListener("hashchange", () => panel.open(location.hash));
}

/* A guess comes first: what follows it stays away until it is made. */
function guesses() {
  for (const form of document.querySelectorAll("form.lesson-guess")) {
    const answers = [];
    const holder = form.closest(".cell") ?? form;
    const committing = "reveal" in form.dataset;
    for (let next = committing && holder.nextElementSibling; next; next = next.nextElementSibling)
      if (next.tagName !== "SECTION") answers.push(next);
    answers.forEach((answer) => (answer.hidden = true));
    form.querySelector("button").hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      for (const answer of answers) {
        answer.hidden = false;
        answer.querySelectorAll("details").forEach((fold) => (fold.open = true));
      }
      for (const opinion of form.querySelectorAll("[data-answer]")) {
        const [name, letter] = opinion.dataset.answer.split("=");
        opinion.hidden = form.elements[name].value !== letter;
      }
      if (!committing) return;
      form.querySelectorAll("input, button").forEach((one) => (one.disabled = true));
      form.querySelector("[role=status]").textContent = "Your guess stands. Read on.";
    });
  }
}

/* What scrolls sideways can be reached by the keyboard. */
function scrolling() {
  const boxes = "pre, .table-wrapper, .cell_output, .lesson-picture";
  for (const box of document.querySelectorAll(boxes))
    // What is folded away has no width yet.
    if (box.scrollWidth > box.clientWidth || !box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
}

if (document.currentScript) {
  const folder = document.currentScript.src.replace(/[^/]*$/, "panels/");
  document.addEventListener("DOMContentLoaded", () => {
    for (const { dataset } of document.querySelectorAll("[data-lesson-panel]"))
      document.body.append(make("script", { src: `${folder}${dataset.lessonPanel}.js` }));
    guesses();
    scrolling();
    addEventListener("resize", scrolling);
    // The theme leaves its two drawers without names.
    document.querySelector(".sidebar-drawer")?.setAttribute("aria-label", "The lesson");
    document.querySelector(".toc-drawer")?.setAttribute("aria-label", "On this page");
  });
}
