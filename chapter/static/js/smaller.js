// Makes a photo smaller before it is sent, where the browser can open it; elsewhere it is sent as it is.
const QUALITY = 0.9;
const drawn = async (file, side) => {
  const image = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, side / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(image.width * scale));
  canvas.height = Math.max(1, Math.round(image.height * scale));
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff"; // what is see-through stands on white, as the server has it
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close();
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
};
const replace = async (input) => {
  const [file] = input.files;
  // What the browser can't open goes as it is: the server says what is wrong with it.
  const made = file && await drawn(file, Number(input.dataset.smaller)).catch(() => null);
  if (made && made.size < file.size && input.files[0] === file) {
    const list = new DataTransfer();
    list.items.add(new File([made], `${file.name.replace(/\.\w+$/, "")}.jpg`, { type: made.type }));
    input.files = list.files;
  }
};
for (const input of document.querySelectorAll("input[type=file][data-smaller]")) {
  let working = null;
  input.addEventListener("change", () => {
    const mine = replace(input).finally(() => { if (working === mine) working = null; });
    working = mine;
  });
  input.form.addEventListener("submit", async (event) => {
    if (!working) {
      return;
    }
    event.preventDefault();
    await working;
    input.form.requestSubmit(event.submitter);
  });
}
