/** An HTTP response before it is serialized. */
export interface RestResponse {
  status: number;
  body: unknown;
}

export const ok = (body: unknown): RestResponse => ({ status: 200, body });

export const refuse = (status: number, message: string): RestResponse => ({
  status,
  body: { statusCode: status, message },
});
