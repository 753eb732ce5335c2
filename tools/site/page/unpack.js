/* The data of a panel, undone from what tools/site/pack.py packed. Plain script: no build, no library.

They come as lessonPanel("name", "<base64 of gzip>"); every state is proved by this very script. */

"use strict";

const HOLE = "\x01";
const FROM_FIRST = "\x02";

async function unpack(base64) {
  const bytes = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
  const opened = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const whole = new Uint8Array(await new Response(opened).arrayBuffer());
  const length = new DataView(whole.buffer).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(whole.subarray(4, 4 + length)));
  return new Data(head, columnsOf(whole.subarray(4 + length)));
}

/* Each column: how often differences were taken, how many numbers, the numbers. */
function columnsOf(bytes) {
  const columns = [];
  let at = 0;
  const next = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++];
      value += (byte & 127) * scale;
      if (byte < 128) return value % 2 ? -(value + 1) / 2 : value / 2;
    }
  };
  while (at < bytes.length) {
    const order = bytes[at++];
    const column = Float64Array.from({ length: next() }, next);
    for (let turn = 0; turn < order; turn++)
      for (let row = 1; row < column.length; row++) column[row] += column[row - 1];
    columns.push(column);
  }
  return columns;
}

function written(value, kind) {
  if (kind === "s") return String(value / 100);
  const grouped = kind > "9";
  const decimals = grouped ? kind.charCodeAt(0) - 97 : Number(kind);
  const digits = String(Math.abs(value)).padStart(decimals + 1, "0");
  let whole = digits.slice(0, digits.length - decimals);
  if (grouped) whole = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  const point = decimals ? "." + digits.slice(-decimals) : "";
  return (value < 0 ? "-" : "") + whole + point;
}

/* A part of a path whose numbers count from its first point, x and y in turn. */
function whole(text) {
  const first = text.match(/-?\d+(\.\d+)?/g).slice(0, 2).map((one) => Math.round(100 * one));
  let turn = 1;
  return text.replace(/\x02(-?[\d.]+)/g, (_, one) => {
    turn = 1 - turn;
    return written(first[turn] + Math.round(100 * one), "s");
  });
}

class Data {
  constructor(head, columns) {
    Object.assign(this, head);
    this.columns = columns;
    this.at = this.controls.map((control) => columns[control.column]);
    this.count = this.at[0].length;
    this.remembered = new Set(head.remembered);
    this.templates = head.streams.map(([template]) => template.split(HOLE));
    this.rows = this.#findRows();
  }

  /* For each text of each state, the first of its rows in `found`; a stream's rows are in order. */
  #findRows() {
    const used = new Int32Array(this.streams.length);
    const found = [];
    const starts = this.texts.map(() => new Int32Array(this.count));
    for (let state = 0; state < this.count; state++)
      this.texts.forEach((text, place) => {
        starts[place][state] = found.length;
        for (const skeleton of this.scenes[this.columns[text][state]])
          for (const stream of this.skeletons[skeleton]) found.push(used[stream]++);
      });
    return { found: Int32Array.from(found), starts };
  }

  /* The parts of a text in a state, each with whether it is remembered. */
  parts(place, state) {
    let row = this.rows.starts[place][state];
    return this.scenes[this.columns[this.texts[place]][state]].map((skeleton) => ({
      remembered: this.remembered.has(skeleton),
      text: this.skeletons[skeleton]
        .map((stream) => this.#piece(stream, this.rows.found[row++]))
        .join(""),
    }));
  }

  #piece(stream, row) {
    const [first, ...rest] = this.templates[stream];
    const columns = this.streams[stream];
    const text = rest.reduce(
      (text, part, place) =>
        text + written(this.columns[columns[place + 1]][row], part[0]) + part.slice(1),
      first,
    );
    return text.includes(FROM_FIRST) ? whole(text) : text;
  }

  /* A text of a state; what is remembered comes from the best state so far. */
  text(place, state, best = state) {
    const parts = this.parts(place, state);
    if (best !== state && this.remembered.size) {
      const kept = this.parts(place, best).filter((part) => part.remembered);
      const own = parts.filter((part) => part.remembered);
      for (const part of own) part.text = kept.shift()?.text ?? "";
      // The best state may say more, and of it nothing is left out.
      if (own.length) own.at(-1).text += kept.map((part) => part.text).join("");
    }
    return parts.map((part) => part.text).join("");
  }

  better(state, best) {
    const rank = this.columns[this.rank];
    return rank !== undefined && rank[state] < rank[best] ? state : best;
  }

  /* The state nearest to what is wanted: a place for each control, and how much it matters.
     `beyond` names a control that has to go up or down from where it is: [control, sign, place]. */
  nearest(wanted, weights, beyond) {
    let [found, least] = [-1, Infinity];
    for (let state = 0; state < this.count; state++) {
      let far = 0;
      for (let one = 0; one < wanted.length && far < least; one++) {
        const { places } = this.controls[one];
        const place = this.at[one][state];
        if (beyond?.[0] === one && Math.sign(place - beyond[2]) !== beyond[1]) far = Infinity;
        else far += weights[one] * Math.abs(places[place] - wanted[one]);
      }
      if (far < least) [found, least] = [state, far];
    }
    return found;
  }
}
