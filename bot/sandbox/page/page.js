// The chat page: shows what the sandbox tells over /sandbox/*, sends what a person does.
// Text of the bot enters the document as text nodes only.

const READERS = [
  { key: "ko", ko: "한국어로 읽는 사람", en: "Korean reader", lang: "ko",
    open: { type: "private", first_name: "하늘", username: "reader_ko", language_code: "ko" } },
  { key: "en", ko: "영어로 읽는 사람", en: "English reader", lang: "en",
    open: { type: "private", first_name: "Robin", username: "reader_en", language_code: "en" } },
  { key: "both", ko: "두 언어로 읽는 사람", en: "Reader of both", lang: "both",
    open: { type: "private", first_name: "가온 Sol", username: "reader_both", language_code: "ko" } },
  { key: "owner", ko: "운영자", en: "Owner", lang: "ko", offered: true,
    open: { type: "private", first_name: "운영자 · Owner", username: "reader_owner", language_code: "ko" } },
  { key: "group", ko: "그룹", en: "Group", lang: "both",
    open: { type: "group", title: "읽는 모임 · Readers", username: "sandbox_group", first_name: "하늘", language_code: "ko" } },
  { key: "channel", ko: "채널", en: "Channel", lang: "both",
    open: { type: "channel", title: "소식 채널 · Sosik channel", username: "sandbox_channel", first_name: "하늘" } },
];
const $ = (id) => document.getElementById(id);
const app = $("app"), log = $("log"), text = $("text"), menu = $("menu");
const seen = { chats: new Map(), unread: new Map(), messages: new Map(), opened: new Set() };
let bot = { username: "", name: "" }, actions = [], tips = {}, here = null, commands = [], replyTo = null, offline = false;
let lastReader = "ko", typingTimer = 0;
let waiting = null; // what happens in this chat while its messages are fetched

// --- small things ---------------------------------------------------------------------------

function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== null && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children);
  return node;
}
const say = (ko, en, lang = here?.lang) => (lang === "ko" ? ko : lang === "en" ? en : `${ko} · ${en}`);

async function call(path, body) {
  const options = body === undefined ? {} :
    { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const answer = await fetch(path, options);
  const found = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(found.error || `${answer.status}`);
  return found;
}

function toast(words, lasts = 3500) {
  if (!words) return;
  const node = el("div", {}, words);
  $("toasts").append(node);
  setTimeout(() => node.remove(), lasts);
}
const complain = (error) => toast(`${say("안 됐어요", "That did not work")}: ${error.message}`);

function alertBox(words) {
  $("alert").querySelector("p").textContent = words;
  $("alert").showModal();
}

// --- text with entities ---------------------------------------------------------------------

const TAGS = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre" };

function build(words, entities, start, end, place) {
  const out = document.createDocumentFragment();
  const queue = [...entities];
  let at = start;
  while (queue.length) {
    const entity = queue.shift();
    const from = Math.max(entity.offset, at), to = Math.min(entity.offset + entity.length, end);
    if (to <= from) continue;
    if (from > at) out.append(words.slice(at, from));
    const inner = queue.filter((e) => e.offset < to);
    queue.splice(0, inner.length);
    for (const e of inner.toReversed()) {
      const tail = e.offset + e.length;
      if (tail > to) queue.unshift({ ...e, offset: to, length: tail - to });
    }
    out.append(wrap(entity, build(words, inner, from, to, place), words.slice(from, to), place));
    at = to;
    if (/blockquote|^pre$/.test(entity.type) && words[at] === "\n") at += 1; // a block ends its line by itself
  }
  if (at < end) out.append(words.slice(at, end));
  return out;
}

function wrap(entity, inside, words, place) {
  switch (entity.type) {
    case "text_link": return link(entity.url, inside);
    case "url": return link(/^[a-z]+:/i.test(words) ? words : `http://${words}`, inside);
    case "email": return link(`mailto:${words}`, inside);
    case "bot_command": return el("a", { href: "#", onclick: (event) => { event.preventDefault(); send(words); } }, inside);
    case "mention": case "hashtag": case "text_mention": return el("a", { role: "presentation" }, inside);
    case "blockquote": return el("blockquote", {}, inside);
    case "expandable_blockquote": return fold(inside, `${place}:${entity.offset}`);
    case "spoiler": {
      const open = (event) => { event.stopPropagation(); node.classList.add("open"); node.removeAttribute("role"); };
      const node = el("span", { class: "spoiler", role: "button", tabindex: 0, onclick: open, onkeydown: onEnter(open) }, inside);
      return node;
    }
    default: return TAGS[entity.type] ? el(TAGS[entity.type], {}, inside) : el("span", {}, inside);
  }
}

const onEnter = (act) => (event) => {
  if (event.key === "Enter" || event.key === " ") { event.preventDefault(); act(event); }
};

function fold(inside, key) {
  const toggle = (event) => {
    if (event.target.closest("a, .spoiler:not(.open)") || !getSelection().isCollapsed) return;
    const open = node.getAttribute("aria-expanded") !== "true";
    node.setAttribute("aria-expanded", String(open));
    if (open) seen.opened.add(key); else seen.opened.delete(key);
  };
  const node = el("blockquote", { class: "fold", role: "button", tabindex: 0, "aria-expanded": String(seen.opened.has(key)),
    onclick: toggle, onkeydown: onEnter(toggle) }, el("div", {}, inside));
  return node;
}

function startPayload(url) {
  let parsed;
  try { parsed = new URL(url); } catch { return null; }
  const name = parsed.protocol === "tg:" ? parsed.searchParams.get("domain") :
    ["t.me", "telegram.me"].includes(parsed.hostname) ? parsed.pathname.slice(1) : null;
  if (!name || name.toLowerCase() !== bot.username.toLowerCase()) return null;
  return parsed.searchParams.get("start") ?? "";
}

function link(url, inside) {
  const payload = startPayload(url);
  if (payload !== null) {
    return el("a", { href: url, onclick: (event) => { event.preventDefault(); follow(payload); } }, inside);
  }
  if (!/^(https?|mailto|tel):/i.test(url)) return el("span", {}, inside);
  return el("a", { href: url, target: "_blank", rel: "noopener noreferrer", title: url }, inside);
}

async function follow(payload) {
  if (here.chat.type !== "private") {
    history.pushState(null, "", `#${lastReader}`);
    await go(lastReader);
  }
  await send(payload ? `/start ${payload}` : "/start");
}

// --- one message ----------------------------------------------------------------------------

const clock = (seconds) => new Date(seconds * 1000).toLocaleTimeString(here.lang === "en" ? "en-GB" : "ko-KR",
  { hour: "2-digit", minute: "2-digit", hour12: false });
const day = (seconds) => new Date(seconds * 1000).toLocaleDateString(here.lang === "en" ? "en-GB" : "ko-KR",
  { year: "numeric", month: "long", day: "numeric" });
const brief = (message) => (message.text || message.document?.file_name || "…").replace(/\s+/g, " ").slice(0, 90);

function serviceWords(service) {
  const [kind] = Object.keys(service);
  const words = {
    migrate_to_chat_id: ["그룹이 슈퍼그룹이 됐어요", "The group became a supergroup"],
    migrate_from_chat_id: ["그룹이 슈퍼그룹이 됐어요", "The group became a supergroup"],
    forum_topic_created: ["새 주제", "New topic"], forum_topic_closed: ["주제를 닫았어요", "Topic closed"],
    forum_topic_reopened: ["주제를 다시 열었어요", "Topic reopened"],
  }[kind];
  return words ? say(...words) : kind;
}

function messageRow(message) {
  const id = message.message_id;
  if (message.service) return el("div", { class: "service", id: `m${id}` }, el("span", {}, serviceWords(message.service)));
  const mine = !message.from_bot;
  const bubble = el("div", { class: "bubble" });
  if (here.chat.type !== "private") bubble.append(el("div", { class: "who" }, message.from?.first_name ?? here.chat.name));
  if (message.forward_origin) bubble.append(el("div", { class: "who" }, say("전달됨", "Forwarded")));
  const cited = seen.messages.get(message.reply_to_message_id);
  if (cited && !cited.deleted) {
    bubble.append(el("button", { class: "cited", type: "button", onclick: () => $(`m${cited.message_id}`)?.scrollIntoView({ block: "center" }) }, brief(cited)));
  }
  if (message.document) bubble.append(fileCard(message.document));
  if (message.text) {
    bubble.append(el("div", { class: "body" }, build(message.text, message.entities, 0, message.text.length, id)));
  }
  const edited = message.edit_date ? `${say("수정됨", "edited", here.lang === "both" ? "ko" : here.lang)} ` : "";
  bubble.append(el("span", { class: "stamp" }, `${message.silent ? "🔕 " : ""}${edited}${clock(message.date)}`));
  const box = el("div", { class: "box" }, bubble);
  if (message.reply_markup?.inline_keyboard) box.append(keyboard(message));
  const label = say("답장", "Reply");
  const answer = el("button", { class: "icon answer", type: "button", title: label, "aria-label": label, onclick: () => replying(message) }, "↩");
  return el("div", { class: `row${mine ? " mine" : ""}`, id: `m${id}` }, ...(mine ? [answer, box] : [box, answer]));
}

function fileCard(file) {
  const size = file.file_size < 1024 ? `${file.file_size} B` : `${(file.file_size / 1024).toFixed(1)} KB`;
  return el("a", { class: "file", href: file.url, download: file.file_name },
    el("i", { "aria-hidden": "true" }, "↓"), el("span", {}, el("b", {}, file.file_name), el("small", {}, size)));
}

function keyboard(message) {
  return el("div", { class: "rows" }, ...message.reply_markup.inline_keyboard.map((row, r) =>
    el("div", {}, ...row.map((button, c) => inlineButton(message, button, r, c)))));
}

function inlineButton(message, button, row, column) {
  if (button.url) {
    const payload = startPayload(button.url);
    if (payload === null) return /^https?:/i.test(button.url) ?
      el("a", { href: button.url, target: "_blank", rel: "noopener noreferrer" }, button.text) : el("button", { type: "button" }, button.text);
    return el("button", { type: "button", onclick: () => follow(payload) }, button.text);
  }
  const node = el("button", { type: "button", onclick: () => tap(node, message, button, row, column) }, button.text);
  return node;
}

async function tap(node, message, button, row, column) {
  if (button.copy_text) {
    await navigator.clipboard.writeText(button.copy_text.text).then(() => toast(say("복사했어요", "Copied")), complain);
    return;
  }
  if (button.switch_inline_query_current_chat !== undefined) {
    text.value = `@${bot.username} ${button.switch_inline_query_current_chat}`;
    text.focus();
    return;
  }
  node.classList.add("busy");
  try {
    const { answered, answer } = await call(`/sandbox/chats/${here.chat.id}/taps`, { message_id: message.message_id, row, column });
    if (!answered) toast(say("봇이 대답하지 않았어요", "The bot did not answer"));
    else if (answer.show_alert && answer.text) alertBox(answer.text);
    else toast(answer.text);
    if (answer?.url && startPayload(answer.url) !== null) await follow(startPayload(answer.url));
  } catch (error) { complain(error); }
  node.classList.remove("busy");
}

// --- the log --------------------------------------------------------------------------------

const atEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 90;
const toEnd = () => { log.scrollTop = log.scrollHeight; };

function show(message, kind) {
  const old = $(`m${message.message_id}`), stay = !atEnd();
  seen.messages.set(message.message_id, message);
  if (message.deleted) { old?.remove(); trimFolds(); return; }
  const row = messageRow(message);
  if (old) {
    old.replaceWith(row);
    if (kind === "edit") row.classList.add("changed");
  } else {
    log.querySelector(".about")?.remove();
    const today = day(message.date);
    if (log.dataset.day !== today) log.append(el("div", { class: "day" }, el("span", {}, today)));
    log.dataset.day = today;
    if (kind === "message") row.classList.add("fresh");
    log.append(row);
  }
  trimFolds(row);
  if (!stay || (kind === "message" && !message.from_bot)) toEnd();
}

function trimFolds(row = log) {
  for (const node of row.querySelectorAll("blockquote.fold")) {
    const body = node.firstElementChild;
    const open = node.getAttribute("aria-expanded") === "true";
    if (!open && body.clientHeight > 0 && body.scrollHeight <= body.clientHeight + 1) {
      node.classList.remove("fold");
      for (const name of ["role", "tabindex", "aria-expanded"]) node.removeAttribute(name);
    }
  }
}

async function fill() {
  const place = here;
  waiting = [];
  const [{ messages }, face] = await Promise.all([
    call(`/sandbox/chats/${here.chat.id}/messages`), call(`/sandbox/chats/${here.chat.id}/commands`)]);
  if (here !== place) return;
  commands = face.commands;
  seen.messages = new Map(messages.map((message) => [message.message_id, message]));
  log.replaceChildren();
  delete log.dataset.day;
  for (const message of messages) if (!message.deleted) show(message);
  if (!messages.length && here.chat.type === "private") {
    log.append(el("div", { class: "about" }, el("strong", {}, say("이 봇이 하는 일", "What this bot does")),
      face.description || say("시작을 누르면 봇이 말을 걸어요.", "Press Start and the bot will talk to you.")));
  }
  toEnd();
  foot();
  const late = waiting;
  waiting = null;
  late.forEach(happened);
}

function foot() {
  const talked = [...seen.messages.values()].some((message) => !message.from_bot || message.text);
  const quiet = here.chat.type === "channel";
  $("start").hidden = talked || here.chat.type !== "private";
  $("form").hidden = quiet || !$("start").hidden;
  $("start").textContent = say("시작", "Start");
  $("commands").hidden = !commands.length;
  $("commands").setAttribute("aria-label", say("명령 차림표", "Command menu"));
  $("send").setAttribute("aria-label", say("보내기", "Send"));
  text.placeholder = here.lang === "both" ? "메시지 · Message" : say("메시지", "Message");
  text.setAttribute("aria-label", text.placeholder);
  $("down").setAttribute("aria-label", say("맨 아래로", "To the end"));
  const asked = [...seen.messages.values()].some((message) => message.text?.startsWith("/language"));
  $("tip").hidden = here.key !== "both" || asked || !talked;
  keys();
  offerTips();
}

function offerTips() {
  const offered = here.chat.type === "private" ? tips[here.key] ?? tips[here.lang === "en" ? "en" : "ko"] ?? [] : [];
  const place = $("tips"), key = `${here.key} ${offered.length}`;
  place.hidden = $("form").hidden || !offered.length;
  if (place.dataset.key === key) return;
  place.dataset.key = key;
  place.setAttribute("aria-label", say("해 볼 말", "Things to write"));
  place.replaceChildren(...offered.map((words) => el("button", { type: "button", onclick: () => send(words) }, words)));
  place.scrollLeft = 0;
}

function keys() {
  const last = [...seen.messages.values()].reverse().find((m) => m.from_bot && !m.deleted &&
    (m.reply_markup?.keyboard || m.reply_markup?.remove_keyboard));
  const rows = last?.reply_markup.keyboard ?? [];
  $("keys").hidden = !rows.length;
  $("keys").replaceChildren(...rows.map((row) => el("div", {}, ...row.map((button) =>
    el("button", { type: "button", onclick: () => send(button.text) }, button.text)))));
}

// --- writing --------------------------------------------------------------------------------

async function send(words) {
  const body = { text: words };
  if (replyTo) body.reply_to_message_id = replyTo.message_id;
  replying(null);
  closeMenu();
  try {
    const message = await call(`/sandbox/chats/${here.chat.id}/messages`, body);
    if (!message.delivered && here.chat.type !== "private") {
      toast(say("그룹에서 봇은 명령과 자신에게 온 답장만 봐요", "In groups the bot sees commands and replies to it only"), 5000);
    }
  } catch (error) { complain(error); }
}

function replying(message) {
  replyTo = message;
  $("reply").hidden = !message;
  if (!message) return;
  $("reply").querySelector("span").textContent = brief(message);
  text.focus();
}

function grow() {
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight}px`;
}

function openMenu(prefix) {
  const found = commands.filter((command) => command.command.startsWith(prefix));
  menu.hidden = !found.length;
  $("commands").setAttribute("aria-expanded", String(!menu.hidden));
  menu.replaceChildren(...found.map((command) =>
    el("button", { type: "button", role: "option", onclick: () => { text.value = ""; grow(); send(`/${command.command}`); } },
      el("b", {}, `/${command.command}`), el("span", {}, command.description))));
}
function closeMenu() {
  menu.hidden = true;
  $("commands").setAttribute("aria-expanded", "false");
}

function moveInMenu(event) {
  const options = [...menu.children];
  const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const next = (at + (event.key === "ArrowDown" ? 1 : at < 0 ? 0 : -1) + options.length) % options.length;
    options.forEach((option, index) => option.setAttribute("aria-selected", String(index === next)));
    options[next].scrollIntoView({ block: "nearest" });
    return true;
  }
  if (event.key === "Enter" && at >= 0) { event.preventDefault(); options[at].click(); return true; }
  if (event.key === "Escape") { closeMenu(); return true; }
  return false;
}

$("form").addEventListener("submit", (event) => {
  event.preventDefault();
  const words = text.value.trim();
  if (!words) return;
  text.value = "";
  grow();
  send(words);
});
text.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (!menu.hidden && moveInMenu(event)) return;
  if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); $("form").requestSubmit(); }
  if (event.key === "Escape") replying(null);
});
text.addEventListener("input", () => {
  grow();
  const typed = /^\/([a-z0-9_]*)$/.exec(text.value);
  if (typed) openMenu(typed[1]); else closeMenu();
});
$("commands").addEventListener("click", () => (menu.hidden ? openMenu("") : closeMenu()));
$("start").addEventListener("click", () => send("/start"));
$("reply").querySelector("button").addEventListener("click", () => replying(null));
$("back").addEventListener("click", () => { location.hash = ""; });
$("down").addEventListener("click", toEnd);
log.addEventListener("scroll", () => { $("down").hidden = atEnd(); });
log.addEventListener("keydown", (event) => { if (event.key === "Escape") text.focus(); });

// --- the list of chats ------------------------------------------------------------------------

const chatOf = (reader) => [...seen.chats.values()].findLast((chat) => chat.username === reader.open.username && !chat.migrated_to);

function entries() {
  const known = READERS.map((reader) => ({ ...reader, chat: chatOf(reader) })).filter((entry) => entry.chat || !entry.offered);
  const ids = new Set(known.map((entry) => entry.chat?.id));
  const others = [...seen.chats.values()].filter((chat) => !ids.has(chat.id)).slice(0, 60).map((chat) => ({
    key: `chat${chat.id}`, ko: chat.name, en: "", lang: chat.language_code === "en" ? "en" : chat.language_code === "ko" ? "ko" : "both", chat }));
  return [...known, ...others];
}

function list() {
  $("chats").replaceChildren(...entries().map((entry, index) => {
    const unread = seen.unread.get(entry.chat?.id) ?? 0;
    const button = el("button", { type: "button", "data-key": entry.key, "aria-current": String(entry.key === here?.key), onclick: () => { location.hash = entry.key; } },
      el("span", { class: "mark", "data-tone": index % 5, "aria-hidden": "true" }, glyph(entry)),
      el("span", { class: "names" },
        el("span", {}, el("strong", {}, entry.lang === "en" && entry.en ? entry.en : entry.ko), when(entry.chat?.last)),
        el("small", {}, glimpse(entry))));
    if (unread) button.append(el("span", { class: "badge", "aria-label": `${unread} · 안 읽음 · unread` }, String(unread)));
    return button;
  }));
}
const when = (last) => (last ? el("time", {}, new Date(last.date * 1000).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })) : "");
function glimpse(entry) {
  const last = entry.chat?.last;
  if (!last) return entry.lang === "en" ? entry.ko : entry.en || entry.chat?.type || "";
  return `${last.from_bot ? "" : say("나: ", "You: ", entry.lang === "en" ? "en" : "ko")}${last.text.replace(/\s+/g, " ")}`;
}
const glyph = (entry) => ({ ko: "가", en: "A", both: "가A", owner: "★", group: "모임", channel: "채널" })[entry.key] ?? entry.ko.slice(0, 1);

async function go(key) {
  const entry = entries().find((candidate) => candidate.key === key);
  app.dataset.view = entry ? "chat" : "list";
  $("desk").hidden = !entry;
  if (!entry) { here = null; document.title = "소식 · Sosik sandbox"; strip(); list(); return; }
  if (!entry.chat) {
    entry.chat = await call("/sandbox/chats", entry.open);
    seen.chats.set(entry.chat.id, entry.chat);
  }
  here = entry;
  if (entry.chat.type === "private") lastReader = entry.key;
  document.documentElement.lang = entry.lang === "en" ? "en" : "ko";
  seen.unread.delete(entry.chat.id);
  $("toasts").replaceChildren();
  replying(null);
  closeMenu();
  head();
  strip();
  list();
  await fill();
  if (matchMedia("(hover: hover)").matches) text.focus();
}

function head(typing = false) {
  const entry = here;
  const name = entry.chat.type === "private" ? `${bot.name}` : entry.chat.name;
  $("title").textContent = name;
  $("face").textContent = entry.chat.type === "private" ? "소" : glyph(entry);
  const as = entry.lang === "both" && entry.en ? `${entry.ko} · ${entry.en}` : say(entry.ko, entry.en || entry.ko);
  $("state").textContent = offline ? say("연결을 기다려요…", "Waiting for the connection…") : typing ? say("입력 중…", "typing…") : as;
  document.title = `${name} · ${as}`;
}

function strip() {
  for (const place of document.querySelectorAll("[data-actions]")) {
    place.replaceChildren(...actions.map((action) => {
      const button = el("button", { type: "button", class: action.minor ? "minor" : null, onclick: () => act(button, action) },
        say(action.label_ko, action.label_en, here?.lang));
      return button;
    }));
  }
}

async function act(button, action) {
  button.disabled = true;
  try {
    const result = await call(action.path, {});
    toast(say(result.notice_ko ?? "했어요", result.notice_en ?? "Done"));
  } catch (error) { complain(error); }
  button.disabled = false;
}

// --- live -----------------------------------------------------------------------------------

function happened(event) {
  if (event.kind === "commands" && here) {
    call(`/sandbox/chats/${here.chat.id}/commands`).then((face) => { commands = face.commands; foot(); }, () => {});
    return;
  }
  const mineNow = here?.chat.id === event.chat_id;
  if (event.chat) {
    seen.chats.set(event.chat_id, event.chat);
    if (mineNow && event.kind === "typing") {
      head(true);
      clearTimeout(typingTimer);
      typingTimer = setTimeout(() => here && head(), 5000);
    }
    list();
  }
  if (!event.message) return;
  noteLast(event);
  if (mineNow && waiting) {
    waiting.push(event);
  } else if (mineNow) {
    show(event.message, event.kind);
    if (event.message.from_bot) head();
    foot();
  } else if (event.kind === "message" && event.message.from_bot) {
    seen.unread.set(event.chat_id, (seen.unread.get(event.chat_id) ?? 0) + 1);
    list();
  }
}

function noteLast({ chat_id, message }) {
  const chat = seen.chats.get(chat_id);
  if (!chat || message.service) return;
  if (message.deleted ? chat.last?.date === message.date : (chat.last?.date ?? 0) <= message.date) {
    const words = message.deleted ? "" : message.text || message.document?.file_name || "";
    chat.last = { text: words.slice(0, 120), date: message.date, from_bot: message.from_bot };
    list();
  }
}

async function chats() {
  const found = await call("/sandbox/chats");
  seen.chats = new Map(found.chats.map((chat) => [chat.id, chat]));
}

async function listen() {
  let { last } = await call("/sandbox/events");
  await chats();
  await go(location.hash.slice(1));
  for (;;) {
    try {
      const news = await call(`/sandbox/events?since=${last}&wait_s=20`);
      if (offline || news.reset) {
        await chats();
        offline = false;
        if (here) { head(); await fill(); }
      }
      last = news.last;
      for (const event of news.events) {
        if (!seen.chats.has(event.chat_id) && event.chat_id) await chats();
        happened(event);
      }
    } catch {
      offline = true;
      if (here) head();
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}

$("tip").append(el("span", {}, "두 언어로 받으려면 ", el("button", { type: "button", onclick: () => send("/language") }, "/language"),
  "에서 둘 다를 고르세요. ", el("span", { lang: "en" }, "To get both languages, choose both there.")));
window.addEventListener("hashchange", () => go(location.hash.slice(1)).catch(complain));
({ bot, actions, tips } = await call("/sandbox/page"));
for (const step of document.querySelectorAll("#steps .extra")) if (actions.length < 2) step.remove();
$("how").append($("steps").cloneNode(true));
$("how").lastElementChild.removeAttribute("id");
strip();
listen();
