// A page with one form of hidden fields: post it as soon as it is there.
document.querySelector("form[data-submit]").submit();
