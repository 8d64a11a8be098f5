/** The base of every error a user may see: its message says what is wrong, where, and what to do. */
export class SallyportError extends Error {
  override readonly name: string = this.constructor.name;
}
