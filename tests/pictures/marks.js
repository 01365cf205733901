// Frames and numbers the places that a picture is about; returns the part of the page to keep.
const [marks, crop, hide, cover] = arguments;
const COLOR = "#d01c66", RADIUS = 14, GAP = 12, EDGE = 14;
const XHTML = "http://www.w3.org/1999/xhtml";

for (const css of hide) {
  for (const one of document.querySelectorAll(css)) one.style.display = "none";
}
// Room for numbers at both sides.
if (marks.length) document.querySelector("main").style.paddingInline = "3.75rem";
// Nobody else's Hub has this address, and a picture tells no answer.
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
for (let node = walker.nextNode(); node; node = walker.nextNode()) {
  node.data = node.data
    .replaceAll(location.origin, "http://hub.school")
    .replace(new RegExp(cover, "g"), found => "•".repeat(found.length));
}

const layer = document.documentElement.appendChild(document.createElementNS(XHTML, "div"));
layer.style.cssText = "position: absolute; inset: 0; pointer-events: none; z-index: 9";
const kept = crop.flatMap(css => places(css));
marks.forEach((mark, at) => draw(at + 1, mark));
const all = union(kept);
const x = Math.max(0, all.left - EDGE), right = Math.min(innerWidth, all.right + EDGE);
const y = Math.max(0, all.top - EDGE), bottom = all.bottom + EDGE;
// On a white page a white picture needs an edge.
shape(x, y, right, bottom, "border: 1px solid rgb(128 128 128 / 50%)");
return { x, y, width: right - x, height: bottom - y };

// Returns where the elements of a selector are, or the words in them that fit a pattern.
function places(css, text) {
  const found = [...document.querySelectorAll(css)].filter(one => one.checkVisibility());
  const rects = found.flatMap(one => text ? words(one, text) : [one.getBoundingClientRect()]);
  if (!rects.length) throw new Error(`not on ${location.pathname}: ${css} ${text ?? ""}`);
  return rects;
}

// Returns one rectangle for all, or for each row of them.
function framed(rects, byRows) {
  const rows = [];
  for (const rect of rects) {
    const row = rows.at(-1);
    if (row && (!byRows || rect.top < row.at(-1).bottom)) row.push(rect);
    else rows.push([rect]);
  }
  return rows.map(union);
}

function words(element, pattern) {
  const nodes = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
    const match = new RegExp(pattern).exec(node.data);
    if (!match) continue;
    const range = document.createRange();
    range.setStart(node, match.index);
    range.setEnd(node, match.index + match[0].length);
    return [...range.getClientRects()];
  }
  return [];
}

function union(rects) {
  return {
    left: Math.min(...rects.map(one => one.left)),
    top: Math.min(...rects.map(one => one.top)),
    right: Math.max(...rects.map(one => one.right)),
    bottom: Math.max(...rects.map(one => one.bottom)),
  };
}

function draw(number, { css, text, side, rows }) {
  const margin = text || rows ? 3 : 5;
  const frames = framed(places(css, text), rows).map(at => ({
    left: at.left - margin, top: at.top - margin, right: at.right + margin, bottom: at.bottom + margin,
  }));
  for (const { left, top, right, bottom } of frames) {
    shape(left, top, right, bottom, `border: 2.5px solid ${COLOR}; border-radius: 8px`);
  }
  const frame = frames[0];
  const middle = { x: (frame.left + frame.right) / 2, y: (frame.top + frame.bottom) / 2 };
  const far = GAP + RADIUS;
  const [from, to] = {
    left: [{ x: frame.left, y: middle.y }, { x: frame.left - far, y: middle.y }],
    right: [{ x: frame.right, y: middle.y }, { x: frame.right + far, y: middle.y }],
    top: [{ x: middle.x, y: frame.top }, { x: middle.x, y: frame.top - far }],
    bottom: [{ x: middle.x, y: frame.bottom }, { x: middle.x, y: frame.bottom + far }],
  }[side];
  const line = [Math.min(from.x, to.x), Math.min(from.y, to.y), Math.max(from.x, to.x), Math.max(from.y, to.y)];
  shape(line[0] - 1.25, line[1] - 1.25, line[2] + 1.25, line[3] + 1.25, `background: ${COLOR}`);
  const circle = [to.x - RADIUS, to.y - RADIUS, to.x + RADIUS, to.y + RADIUS];
  const look = `background: ${COLOR}; border-radius: 50%; color: #fff; text-align: center;`;
  shape(...circle, `${look} font: 700 17px/${2 * RADIUS}px sans-serif`).textContent = number;
  kept.push(...frames, { left: circle[0], top: circle[1], right: circle[2], bottom: circle[3] });
}

function shape(left, top, right, bottom, look) {
  const one = layer.appendChild(document.createElementNS(XHTML, "div"));
  one.style.cssText = `position: absolute; box-sizing: border-box; left: ${left}px; top: ${top}px;
    width: ${right - left}px; height: ${bottom - top}px; ${look}`;
  return one;
}
