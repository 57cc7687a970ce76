// The one Trusted Types policy, `inquest`. Only HTML that this origin's server sent becomes a node;
// nothing here, or anywhere in the islands, turns a string into a script.

interface Policy {
  createHTML(text: string): string;
}

const plain: Policy = { createHTML: (text) => text };
const types = (globalThis as { trustedTypes?: { createPolicy(name: string, rules: Policy): Policy } }).trustedTypes;
const policy = types?.createPolicy("inquest", plain) ?? plain;

/** What htmx may use: HTML of our own responses, never a script. */
export const forHtmx = {
  createHTML: (text: string): string => policy.createHTML(text),
  createScript: (): never => {
    throw new TypeError("a fragment carries a script");
  },
};

/** Fetches a fragment from this origin; a full page, a redirect elsewhere or a failure is an error. */
export async function fetchFragment(address: string, init: RequestInit = {}): Promise<DocumentFragment> {
  const headers = new Headers(init.headers);
  headers.set("HX-Request", "true");
  headers.set("Accept", "text/html");
  const response = await fetch(address, { ...init, headers, credentials: "same-origin", mode: "same-origin" });
  const text = response.status === 204 ? "" : await response.text();
  if (!response.ok || isPage(text)) throw new RefusedError(response.status);
  return parse(text);
}

/** Is this a whole page (an error page, the sign-in page) where a fragment was expected? */
export function isPage(text: string): boolean {
  return /^\s*<(!doctype|html)\b/i.test(text);
}

/** The server did not give what was asked. */
export class RefusedError extends Error {
  constructor(readonly status: number) {
    super(`the server answered ${status}`);
  }
}

function parse(text: string): DocumentFragment {
  const page = new DOMParser().parseFromString(policy.createHTML(`<template>${text}</template>`), "text/html");
  const template = page.querySelector("template");
  const fragment = document.importNode(template?.content ?? page.createDocumentFragment(), true);
  for (const script of fragment.querySelectorAll("script")) script.remove();
  return fragment;
}
