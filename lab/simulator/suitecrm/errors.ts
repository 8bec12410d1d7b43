/** SuiteCRM answers requests it cannot understand as `application/json` and everything later as its own media type. */
export type ErrorStage = 'request' | 'service';

/** An error the V8 API answers with status 400. Its `errors` is an object, not an array. */
export class ApiError extends Error {
  readonly stage: ErrorStage;
  /** Plain text that follows the JSON and makes it unparseable. */
  readonly trailing: string;

  constructor(detail: string, stage: ErrorStage, trailing = '') {
    super(detail);
    this.name = 'ApiError';
    this.stage = stage;
    this.trailing = trailing;
  }
}

/** A PHP error that nobody caught: the Slim framework answers 500 and shows its trace. */
export class PhpError extends Error {
  readonly type: string;
  readonly file: string;
  readonly line: number;
  readonly trace: readonly string[];

  constructor(type: string, message: string, file: string, line: number, trace: readonly string[]) {
    super(message);
    this.name = 'PhpError';
    this.type = type;
    this.file = file;
    this.line = line;
    this.trace = trace;
  }
}

/** The request does not fit; found before the service runs. */
export const badRequest = (detail: string): ApiError => new ApiError(detail, 'request');

/** The service cannot do what was asked. */
export const refused = (detail: string): ApiError => new ApiError(detail, 'service');

const databaseFailureText = 'Database failure. Please refer to suitecrm.log for details.';

/** A failed SQL statement: the sentence stands in the JSON and once more behind it. */
export const databaseFailure = (): ApiError => new ApiError(databaseFailureText, 'service', databaseFailureText);

/** The API user may not do this. The trailing space is SuiteCRM's. */
export const accessDenied = (): ApiError => refused('[SuiteCRM] [AccessDeniedException] ');

/** No such record, or it is deleted. */
export const notFound = (module: string, id: string, stage: ErrorStage): ApiError =>
  new ApiError(`${module} module with id ${id} is not found`, stage);
