// Figures of the page as SVG and PNG, and the page's figures and words for a PDF, as the reader sees them.
const NS = "http://www.w3.org/2000/svg";
const CARD = '[class*="st-key-card_"]';
const TITLE = 30;
const MOST_ROWS = 60;
const HEAD = '[class*="st-key-head_"]';

const plain = (node) => (node ? node.innerText.trim() : "");

// Plotly draws in layers that lie on each other; one file holds them all
function drawn(plot, card, title = "") {
  const { width, height: own } = plot.getBoundingClientRect();
  const height = own + (title ? TITLE : 0);
  const root = document.createElementNS(NS, "svg");
  root.setAttribute("xmlns", NS);
  root.setAttribute("width", Math.round(width));
  root.setAttribute("height", Math.round(height));
  root.setAttribute("viewBox", `0 0 ${Math.round(width)} ${Math.round(height)}`);
  const ground = document.createElementNS(NS, "rect");
  ground.setAttribute("width", "100%");
  ground.setAttribute("height", "100%");
  ground.setAttribute("fill", getComputedStyle(card).backgroundColor);
  root.append(ground);
  if (title) {
    const head = document.createElementNS(NS, "text");
    const { color, fontFamily } = getComputedStyle(card);
    head.setAttribute("x", 8);
    head.setAttribute("y", TITLE - 10);
    head.setAttribute("style", `font: 14px ${fontFamily.replace(/"/g, "'")}; fill: ${color}`);
    head.textContent = title;
    root.append(head);
  }
  const body = document.createElementNS(NS, "g");
  if (title) body.setAttribute("transform", `translate(0 ${TITLE})`);
  root.append(body);
  for (const layer of plot.querySelectorAll("svg.main-svg")) {
    const copy = layer.cloneNode(true);
    copy.querySelectorAll(".hoverlayer, .draglayer, foreignObject").forEach((part) => part.remove());
    body.append(...copy.childNodes);
  }
  return new XMLSerializer()
    .serializeToString(root)
    .replace(/url\((?:&quot;|['"])?[^)#]*#([^)'"&]*)(?:&quot;|['"])?\)/g, "url(#$1)");
}

function figures() {
  return [...document.querySelectorAll(`${CARD} .js-plotly-plot`)].map((plot, at) => {
    const card = plot.closest(CARD);
    return { card, title: plain(card.querySelector(`${HEAD} p`)) || `figure ${at + 1}`, plot };
  });
}

function save(blob, title, ending) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `${title.toLowerCase().replace(/[^a-z0-9]+/g, "_").slice(0, 60)}.${ending}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

function savePng(svg, title) {
  const image = new Image();
  const address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  image.onload = () => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [2 * image.width, 2 * image.height];
    const pen = canvas.getContext("2d");
    pen.scale(2, 2);
    pen.drawImage(image, 0, 0);
    URL.revokeObjectURL(address);
    canvas.toBlob((blob) => save(blob, title, "png"));
  };
  image.src = address;
}

const cell = (node) => node.textContent.replace(/^-?\d{4,}$/, (whole) => Number(whole).toLocaleString("en"));

// a table is painted; what it says to those who cannot see it is what goes on paper
function table(spoken) {
  const heads = [...spoken.querySelectorAll("thead th")].map((head) => head.textContent);
  const named = (cells) => cells.filter((_, at) => heads[at]);
  const rows = [...spoken.querySelectorAll("tbody tr")].slice(0, MOST_ROWS);
  return {
    columns: named(heads),
    rows: rows.map((row) => named([...row.querySelectorAll("td")].map(cell))),
    of: Math.max(Number(spoken.getAttribute("aria-rowcount")) - 1, rows.length),
  };
}

function page() {
  const cards = [...document.querySelectorAll(CARD)].map((card) => ({
    title: plain(card.querySelector(`${HEAD} p`)),
    metrics: [...card.querySelectorAll("[data-testid=stMetric]")].map((metric) => [
      plain(metric.querySelector("[data-testid=stMetricLabel]")),
      plain(metric.querySelector("[data-testid=stMetricValue]")),
    ]),
    lines: [...new Set(
      [...card.querySelectorAll("[data-testid=stMarkdown], [data-testid=stCaptionContainer]")]
        .filter((part) => !part.closest(HEAD))
        .map(plain)
        .filter(Boolean),
    )],
    figures: [...card.querySelectorAll(".js-plotly-plot")].map((plot) => drawn(plot, card)),
    tables: [...card.querySelectorAll("[data-testid=stDataFrame] canvas table")].map(table),
  }));
  const header = document.querySelector(".st-key-page_header");
  const chips = [...header.querySelectorAll(".stMarkdownBadge")].map(plain);
  return { title: plain(header.querySelector("h3")), chips, address: location.href, cards };
}

function button(text, label, act) {
  const made = document.createElement("button");
  made.textContent = text;
  made.setAttribute("aria-label", label);
  made.onclick = act;
  return made;
}

export default function (component) {
  const { parentElement, setTriggerValue } = component;
  const list = parentElement.querySelector(".takeaway");
  const rows = figures().map(({ card, title, plot }) => {
    const row = document.createElement("div");
    const name = document.createElement("span");
    name.textContent = title;
    row.append(
      name,
      button("SVG", `${title} as SVG`, () =>
        save(new Blob([drawn(plot, card, title)], { type: "image/svg+xml" }), title, "svg")),
      button("PNG", `${title} as PNG`, () => savePng(drawn(plot, card, title), title)),
    );
    return row;
  });
  const whole = document.createElement("div");
  const name = document.createElement("span");
  name.textContent = "The page, with its figures";
  whole.append(name, button("PDF", "Page as PDF", () => setTriggerValue("page", page())));
  list.replaceChildren(whole, ...rows);
}
