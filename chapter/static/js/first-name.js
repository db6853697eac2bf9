// On a list of first names: what will stand there, as she types. The same rule, and the same words, as
// chapter/people/names.py; tests hold the two against each other.
const TITLES = "dr dra prof professor mr mrs ms miss mx rev reverend fr father sister hon judge sir dame rabbi imam pastor bishop sra srta sr mme mlle herr frau capt captain col sgt lt gen sen rep atty engr".split(" ");
const ENDINGS = "jr sr ii iii iv md dds dvm phd edd jd esq rn lcsw cpa mba msw ma ms ba bs pe ret".split(" ");
const PARTICLES = "van von der den de del della di da das do dos du la le los al el bin ibn bint ter ten".split(" ");
const FAMILY = "smith johnson williams brown jones miller davis wilson anderson moore martin thompson white harris robinson walker young hall wright hill green adams baker roberts turner phillips campbell evans edwards collins stewart morris murphy cook rogers peterson ward cox richardson watson wood gray hughes price myers foster sanders garcia rodriguez martinez hernandez lopez gonzalez perez sanchez ramirez torres flores rivera gomez diaz reyes morales cruz ortiz gutierrez chavez ramos ruiz mendoza alvarez castillo vasquez vazquez jimenez moreno romero herrera medina aguilar vargas castro guzman mendez munoz fernandez salazar soto delgado pena rios alvarado sandoval contreras valdez guerrero ortega estrada nunez maldonado vega dominguez marquez velasquez espinoza molina suarez navarro cabrera rojas fuentes silva santos oliveira souza pereira ferreira almeida nguyen tran pham huynh hoang phan vu vo dang bui ngo duong wang li zhang liu chen yang huang zhao wu zhou xu sun zhu hu guo gao luo zheng liang xie tang deng feng cao peng zeng xiao tian dong pan yuan cai jiang cheng park choi jeong jung kang cho yoon jang lim shin seo kwon hwang ahn sato suzuki takahashi tanaka watanabe ito yamamoto nakamura kobayashi kato singh kaur patel sharma kumar gupta khan ahmed hussain begum kowalski nowak wisniewski wojcik novak horvat ivanov petrov".split(" ");
const EAST = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\p{Script=Yi}]/u;
const UNSPACED = /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const BEFORE_A_CAPITAL = /^(?:Mc|Mac|De|La|Le|[\p{L}\p{N}_]['’])(?=[\p{Lu}\p{Lt}])/u;
const PARTED = /[\p{L}\p{M}\-‐'’][^\p{L}\p{M}\-‐'’]+[\p{L}\p{M}\-‐'’]/u;
const CALLED = /["“”„«([]([^"“”„«»()[\]]{1,40})["“”»)\]]/u;
const NO_NAME = /[@/\\:;<>{}|=+*#%&_0-9]/;
const key = (word) => word.toLowerCase().normalize("NFKD").replace(/[đðɖ]/g, "d").replace(/[^\p{L}]/gu, "");
const seen = (name) => name.normalize("NFKC").replace(/\p{Cf}/gu, "").split(/[\s\x1c-\x1f\x85]+/u).filter(Boolean).join(" ");
const split = (plain) => plain.split(" ").filter(Boolean);
const namesIn = (words) => words.filter((word) => key(word) && !ENDINGS.includes(key(word)));

const turned = (name) => {
  const all = name.split(/[,،，、]/).map((part) => part.trim());
  if (!all.every(Boolean)) return "";
  const degree = (part) => part.split(" ").every((word) => ENDINGS.includes(key(word)));
  const parts = all.filter((part, place) => place === 0 || !degree(part));
  return parts.length <= 2 ? parts.reverse().join(" ") : "";
};

const withoutTitles = (words) => {
  if (!words.length || !TITLES.includes(key(words[0]))) return words;
  return withoutTitles(words.slice(key(words[1] || "") === "and" ? 2 : 1));
};

const runTogether = (part) => {
  if (!/\p{Ll}/u.test(part)) return false;
  const rest = part.replace(BEFORE_A_CAPITAL, "");
  return FAMILY.includes(key(rest)) || /^[^].*[\p{Lu}\p{Lt}]/u.test(rest);
};

const unclear = (word) => {
  const parts = word.split(/[-‐]/);
  const families = FAMILY.includes(key(word)) || FAMILY.includes(key(parts[parts.length - 1]));
  const scripts = EAST.test(word) || UNSPACED.test(word);
  return families || !/\p{L}/u.test(word) || scripts || PARTED.test(word) || parts.some(runTogether);
};

const firstOf = (plain) => {
  const whole = split(turned(plain));
  const words = withoutTitles(whole);
  const titledOnly = words.length < whole.length && namesIn(words).length < 2;
  if (!words.length || titledOnly || NO_NAME.test(words[0]) || PARTICLES.includes(key(words[0]))) return "";
  const found = words[0].replace(/^[.,\-'’]+|[.,\-'’]+$/g, "");
  const unspaced = EAST.test(found) || UNSPACED.test(found);
  if ([...found].length === 1 && /\p{L}/u.test(found) && !unspaced) return `${found}.`;
  return unclear(found) ? "" : [...found].slice(0, 40).join("");
};

const firstName = (name) => {
  const plain = seen(name);
  const called = plain.match(CALLED);
  if (!called) return firstOf(plain);
  const [inside, outside] = [firstOf(called[1]), plain.replace(new RegExp(CALLED, "gu"), " ")];
  if (!inside || namesIn(split(called[1])).length > 1) return firstOf(outside);
  return namesIn(withoutTitles(split(outside))).length > 1 ? inside : "";
};

for (const said of document.querySelectorAll("[data-listed]")) {
  const form = said.closest("form");
  const others = said.dataset.listed.split(" ").map((name) => form.elements[name]).filter(Boolean);
  const wanted = form.elements[said.dataset.wanted];
  const follow = () => {
    const names = [...others.map((field) => field.value), said.dataset.her];
    const wants = wanted.value.trim() || (said.dataset.wants && said.dataset.her);
    const stands = wants || names.map(firstName).find(Boolean) || "";
    const typed = names.some((name) => name.trim());
    said.querySelector("[data-known]").hidden = !stands;
    said.querySelector("[data-known] strong").textContent = stands;
    said.querySelector("[data-unclear]").hidden = Boolean(stands) || !typed;
    said.querySelector("[data-empty]").hidden = Boolean(stands) || typed;
  };
  for (const field of [wanted, ...others]) field.addEventListener("input", follow);
  follow();
}
