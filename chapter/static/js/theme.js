// Keeps the chosen colors for a year; the server reads the cookie with the next page.
for (const choice of document.querySelectorAll('input[name="theme"]')) {
  choice.addEventListener("change", () => {
    const forget = choice.value === "auto";
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `theme=${choice.value}; path=/; max-age=${forget ? 0 : 31536000}; SameSite=Lax${secure}`;
  });
}
