/** What is used of tslab: it shows something where the notebook's cell stands, or changes what it has shown. */
export interface NotebookDisplay {
  html(text: string): void;
  svg(text: string): void;
  png(bytes: Uint8Array): void;
  text(text: string): void;
}

/** The name under which a kernel gives its own functions to cells; nothing has to be installed for it. */
const kernelModule = 'tslab';

/** What tslab leaves for the cells that it runs. */
interface Tslab {
  readonly __tslab__?: { readonly require: (id: string) => { readonly newDisplay: () => NotebookDisplay } };
}

/** A place for something new in the notebook that this runs in; `undefined` outside of a tslab notebook. */
export function notebookDisplay(): NotebookDisplay | undefined {
  const { __tslab__: kernel } = globalThis as typeof globalThis & Tslab;
  return kernel?.require(kernelModule).newDisplay();
}
