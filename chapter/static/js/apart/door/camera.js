// Codes before the camera: read by the browser's own decoder where there is one, else by jsQR.
const door = (globalThis.chapterDoor ??= {});
const EVERY = 150;
const SAME = 3000;

const decoder = async () => {
  const formats = (await globalThis.BarcodeDetector?.getSupportedFormats?.().catch(() => [])) ?? [];
  if (!formats.includes("qr_code")) return null;
  return new globalThis.BarcodeDetector({ formats: ["qr_code"] });
};

const drawn = (video, canvas) => {
  const scale = Math.min(1, 640 / video.videoWidth);
  canvas.width = video.videoWidth * scale;
  canvas.height = video.videoHeight * scale;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(video, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
};

door.Camera = class {
  constructor(video, found) {
    Object.assign(this, { video, found, canvas: document.createElement("canvas"), last: "", lastAt: 0 });
  }

  async start() {
    const wanted = { video: { facingMode: "environment", width: { ideal: 1280 } }, audio: false };
    this.stream = await navigator.mediaDevices.getUserMedia(wanted);
    this.video.srcObject = this.stream;
    await this.video.play();
    this.own = await decoder();
    this.look();
  }

  stop() {
    clearTimeout(this.timer);
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = null;
    this.video.srcObject = null;
  }

  async look() {
    if (!this.stream) return;
    if (this.video.videoWidth) this.seen(await this.read());
    this.timer = setTimeout(() => this.look(), EVERY);
  }

  async read() {
    if (this.own) {
      const [code] = await this.own.detect(this.video).catch(() => []);
      if (code) return code.rawValue;
    }
    const { data, width, height } = drawn(this.video, this.canvas);
    return globalThis.jsQR(data, width, height, { inversionAttempts: "dontInvert" })?.data ?? "";
  }

  // The same code is told once, and again when it was away.
  seen(code) {
    const now = Date.now();
    if (!code || !this.stream) return;
    const again = code === this.last && now - this.lastAt < SAME;
    Object.assign(this, { last: code, lastAt: now });
    if (!again) this.found(code);
  }
};

const TONES = { done: [660, 880], again: [520, 520], refused: [220, 180] };
door.sound = (kind) => {
  const audio = (door.audio ??= new AudioContext());
  TONES[kind]?.forEach((pitch, step) => {
    const tone = audio.createOscillator();
    const loud = audio.createGain();
    const at = audio.currentTime + step * 0.12;
    tone.frequency.value = pitch;
    loud.gain.setValueAtTime(0.15, at);
    loud.gain.linearRampToValueAtTime(0, at + 0.11);
    tone.connect(loud).connect(audio.destination);
    tone.start(at);
    tone.stop(at + 0.12);
  });
};
