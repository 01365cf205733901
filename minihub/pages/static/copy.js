// Copies a repo's id. In a classroom, over plain HTTP, browsers have no navigator.clipboard.
const button = document.querySelector(".copy");
button.hidden = false;
button.addEventListener("click", () => {
  // What stays selected can be copied by hand, should the browser refuse.
  getSelection().selectAllChildren(document.querySelector("h1"));
  const write = event => {
    event.clipboardData.setData("text/plain", button.value);
    event.preventDefault();
  };
  document.addEventListener("copy", write, { once: true });
  if (document.execCommand("copy")) button.textContent = button.dataset.done;
  document.removeEventListener("copy", write);
});
