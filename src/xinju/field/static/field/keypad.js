// A large keypad with X for document numbers; without this script the field is typed into as usual.
(function () {
  "use strict";
  var keys = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "X", "0", "⌫"];

  function press(field, key) {
    if (key === "⌫") {
      field.value = field.value.slice(0, -1);
    } else {
      field.value += key;
    }
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  document.querySelectorAll("[data-keypad-for]").forEach(function (place) {
    var field = document.getElementById(place.getAttribute("data-keypad-for"));
    if (!field) { return; }
    field.setAttribute("inputmode", "none");
    place.className = "keypad";
    keys.forEach(function (key) {
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = key;
      if (key === "⌫") { button.setAttribute("aria-label", document.documentElement.lang === "en" ? "Delete" : "删除"); }
      button.addEventListener("click", function () { press(field, key); });
      place.appendChild(button);
    });
  });
}());
