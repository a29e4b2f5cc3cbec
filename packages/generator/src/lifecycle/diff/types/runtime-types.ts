/**
 * What generated code imports of the runtime, as far as it tells a caller that compiles from one that does not. Written
 * out here, so that comparing needs neither the runtime's declarations nor those of the platform: reading them takes
 * longer than all the rest. A test holds it to what generated code imports, and to the runtime's own types.
 */
export const RUNTIME_TYPES = `
export interface CallOptions {
  readonly headers?: Readonly<Record<string, string | undefined>> | undefined;
  readonly signal?: { readonly aborted: boolean } | undefined;
  readonly timeout?: number | undefined;
  readonly retry?: object | number | false | undefined;
}
export interface Call<Data, Result> { readonly data: Data; readonly result: Result }
export interface CallWithHeaders<Data, Result, Declared> extends Call<Data, Result> { readonly declared: Declared }
export interface Success<Status, Data> { readonly ok: true; readonly status: Status; readonly data: Data }
export interface Failure<Status, Body> { readonly ok: false; readonly status: Status; readonly error: { readonly body: Body } }
export type SuccessStatus = number;
export type ErrorStatus = number;
export type OtherStatus<Listed> = number;
export interface Operation<Method> { readonly name: string }
export interface PagedOperation<Item, Method> extends Operation<Method> { readonly page: object }
export interface ApiClient { readonly request: unknown }
export interface ClientConfig { readonly format: number }
export interface ClientOptions { readonly baseUrl: string }
export interface HttpClient<Paths> { readonly paths?: Paths }
export interface MediaTypes {}
export interface PackedDescriptor {}
export type TextBody = string | Uint8Array | ReadableStream<Uint8Array> | Blob;
export type BinaryBody = string | Uint8Array | ReadableStream<Uint8Array> | Blob;
export type FormBody = URLSearchParams | string;
export type MultipartBody = FormData;
export type AnyBody = BinaryBody | FormData | URLSearchParams;
export type FormFile = Blob | Uint8Array | ReadableStream<Uint8Array> | {
  readonly name: string;
  readonly content: Blob | Uint8Array | ReadableStream<Uint8Array>;
  readonly type?: string | undefined;
};
export interface FormPart<Value, PartHeaders> { readonly value: Value; readonly headers?: PartHeaders | undefined }
export interface ItemStream<Item> extends AsyncIterable<Item> { readonly lastEventId?: string | undefined }
export interface StreamCall<Item, Result> extends Call<ItemStream<Item>, Result>, AsyncIterable<Item> {}
export interface ServerSentEvent<Data = string> { readonly data: Data; readonly event?: string; readonly id?: string; readonly retry?: number }
export declare const anyBody: object;
export declare const codecOf: object;
export declare const cookies: object;
export declare const decodeText: object;
export declare const findMediaType: object;
export declare const formatParameter: object;
export declare const headerParameters: object;
export declare const jsonItems: object;
export declare const multipartForms: object;
export declare const pathStyles: object;
export declare const queryStyles: object;
export declare const responseStreams: object;
export declare const serverSentEvents: object;
export declare const urlEncodedForms: object;
export declare function createApi<Api>(options: ClientOptions, registry: unknown, config: ClientConfig): Api;
`;

/** How `api.http` is called: by the rules of openapi-fetch, from what `schema.ts` says of an operation. */
export const HTTP_TYPES = `
type RequiredKeys<T> = { [K in keyof T]-?: {} extends Pick<T, K> ? never : K }[keyof T];
type ParamsOf<Op> = Op extends { parameters: infer P }
  ? [RequiredKeys<P>] extends [never] ? { params?: P } : { params: P }
  : {};
type BodyOf<Op> = Op extends { requestBody?: never } ? { body?: never }
  : Op extends { requestBody: { content: infer C } } ? { body: C[keyof C] }
  : Op extends { requestBody?: { content: infer C } } ? { body?: C[keyof C] } : { body?: never };
type InitOf<Op> = ParamsOf<Op> & BodyOf<Op> & { headers?: object; timeout?: number };
type HttpArguments<Op> = [RequiredKeys<InitOf<Op>>] extends [never] ? [init?: InitOf<Op>] : [init: InitOf<Op>];
type Plain<M> = M extends \`\${infer Type};\${'' | ' '}charset=\${string}\` ? Type : M;
type HttpResponse<R> = R extends { content: infer C } ? Omit<R, 'content'> & { content: { [M in keyof C as Plain<M>]: C[M] } } : R;
type HttpResponses<Op> = Op extends { responses: infer R } ? { [S in keyof R]: HttpResponse<R[S]> } : never;
`;
