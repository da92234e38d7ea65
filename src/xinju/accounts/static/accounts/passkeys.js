// A form with data-passkey="create|get" and data-options asks the device, puts its answer into the hidden field and is sent.
(function () {
  "use strict";

  function bytes(text) {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, function (sign) { return sign.charCodeAt(0); });
  }

  function text(buffer) {
    const plain = String.fromCharCode.apply(null, new Uint8Array(buffer));
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function withBytes(descriptor) {
    return Object.assign({}, descriptor, { id: bytes(descriptor.id) });
  }

  function asked(options) {
    const wanted = Object.assign({}, options.publicKey);
    wanted.challenge = bytes(wanted.challenge);
    if (wanted.user) { wanted.user = Object.assign({}, wanted.user, { id: bytes(wanted.user.id) }); }
    ["excludeCredentials", "allowCredentials"].forEach(function (name) {
      if (wanted[name]) { wanted[name] = wanted[name].map(withBytes); }
    });
    return wanted;
  }

  function told(credential) {
    const response = {};
    ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"].forEach(function (name) {
      if (credential.response[name]) { response[name] = text(credential.response[name]); }
    });
    return JSON.stringify({
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      response: response,
      clientExtensionResults: {},
    });
  }

  document.querySelectorAll("form[data-passkey]").forEach(function (form) {
    if (!window.PublicKeyCredential) { return; }
    form.hidden = false;
    form.addEventListener("submit", function (event) {
      if (form.elements.credential.value) { return; }
      event.preventDefault();
      const wanted = { publicKey: asked(JSON.parse(form.dataset.options)) };
      navigator.credentials[form.dataset.passkey](wanted).then(function (credential) {
        form.elements.credential.value = told(credential);
        form.submit();
      }).catch(function () {
        form.elements.credential.value = "refused";
        form.submit();
      });
    });
  });
})();
