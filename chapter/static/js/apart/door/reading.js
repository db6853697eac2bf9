// What a code that was read leads to, and what is opened of somebody.
const door = (globalThis.chapterDoor ??= {});
door.CODE = /^[0-9a-f]{32}$/;

door.Reading = class {
  async scanned(code) {
    const mark = await door.markOf(code);
    const known = () => [...(this.list?.parties ?? []), ...this.helpers].find((one) => one.mark === mark);
    if (!known() && this.sending.online) await this.sending.fetchList().catch(() => null);
    const one = known();
    if (!one) return this.strange(code);
    if (this.panels(one).length > 1) return this.both(one);
    return one.shift ? this.helperRead(one) : this.partyRead(one);
  }

  both(one) {
    this.say("again", `${one.shift ? door.called(one) : one.name} is a guest and a volunteer tonight. Check in each one.`);
    return this.open(one);
  }

  partyRead(party) {
    const came = door.came(party.moves);
    const why = this.against(party);
    if (why) return this.say("refused", `${party.name}: ${why}`);
    if (came.size >= party.size) return this.say("again", door.stop(`${party.name} checked in at ${this.words.time(Math.min(...came.values()))}`));
    if (this.express) {
      return this.letIn(party, door.names(party).map((_, place) => place).filter((place) => !came.has(place)));
    }
    return this.open(party);
  }

  helperRead(helper) {
    const reads = door.readOf(helper, this.stand(helper), this.now, this.words);
    if (reads.act) return this.press(helper, reads.act);
    this.say(reads.kind, reads.words);
    return this.open(helper);
  }

  // A code that is not on the list: the chapter may know whose it is.
  async strange(code) {
    if (!door.CODE.test(code) || !this.sending.online) return this.say("refused", this.refusals.unknown);
    const at = new Date().toISOString();
    const ask = async (what) => (await this.sending.post([{ nonce: door.nonce(), undoes: "", at, ...what }]).catch(() => null))?.answers?.[0];
    let answer = await ask({ party: code, places: [0] });
    if (answer?.refused === "unknown") answer = await ask({ shift: code, kind: "in" });
    if (answer && !answer.refused) {
      this.say("done", answer.words || "Checked in.");
      return this.sync();
    }
    return this.say("refused", answer?.words || this.refusals[answer?.refused || "unknown"]);
  }

  // What is shown of somebody: her booking, and her shifts tonight.
  panels(one) {
    const guest = one.shift ? this.parties.find((party) => party.id === one.guest) : one;
    const shifts = this.helpers.filter((helper) => helper.id === one.id || (guest && helper.guest === guest.id));
    return [...(guest ? [guest] : []), ...shifts];
  }

  panel(one) {
    if (one.shift) {
      const acts = { press: (whose, kind, more) => this.press(whose, kind, more), close: () => this.close(true) };
      return door.helperPanel(one, this.stand(one), this.now, this.words, acts);
    }
    return door.partyPanel(one, this.words, {
      confirm: (whose, places) => this.letIn(whose, places),
      undo: (whose, move) => this.undo(whose, move),
      close: () => this.close(true),
      page: (whose) => `${this.home}/party/${whose.id}`,
    });
  }

  open(one) {
    const panels = this.panels(one).map((part) => this.panel(part));
    this.opened = true;
    this.part("found").replaceChildren(...panels.map((panel) => door.made("li", {}, panel)));
    this.part("begin").hidden = this.part("nobody").hidden = true;
    panels[0].querySelector("h3").focus();
  }
};
