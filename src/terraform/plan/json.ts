/** The parts of `terraform show -json` that are read, as HashiCorp documents them (JSON Output Format). */
export interface PlanJson {
  readonly format_version: string;
  readonly terraform_version?: string;
  readonly variables?: Readonly<Record<string, { readonly value?: Json }>>;
  readonly planned_values?: StateValues;
  readonly prior_state?: { readonly values?: StateValues };
  readonly resource_changes?: readonly ResourceChange[];
  readonly deferred_changes?: readonly { readonly reason?: string; readonly resource_change?: ResourceChange }[];
  readonly configuration?: {
    readonly provider_config?: Readonly<Record<string, ProviderConfig>>;
    readonly root_module?: ModuleConfig;
  };
}

export interface StateValues {
  readonly root_module?: ModuleValues;
}

export interface ModuleValues {
  readonly address?: string;
  readonly resources?: readonly StateResource[];
  readonly child_modules?: readonly ModuleValues[];
}

export interface StateResource {
  readonly address: string;
  readonly mode?: string;
  readonly type: string;
  readonly name: string;
  readonly index?: string | number;
  readonly values?: Json;
  readonly sensitive_values?: Json;
  readonly deposed_key?: string;
}

export interface ResourceChange {
  readonly address: string;
  readonly previous_address?: string;
  readonly module_address?: string;
  readonly mode?: string;
  readonly type: string;
  readonly name: string;
  readonly index?: string | number;
  readonly deposed?: string;
  readonly change: {
    readonly actions: readonly string[];
    readonly before?: Json;
    readonly after?: Json;
    readonly after_unknown?: Json;
    readonly before_sensitive?: Json;
    readonly after_sensitive?: Json;
    readonly importing?: { readonly id?: string };
  };
}

export interface ProviderConfig {
  readonly name?: string;
  readonly expressions?: Readonly<Record<string, Expression>>;
}

export interface ModuleConfig {
  readonly resources?: readonly ResourceConfig[];
  readonly module_calls?: Readonly<Record<string, ModuleCall>>;
  readonly outputs?: Readonly<Record<string, { readonly expression?: Expression }>>;
  readonly variables?: Readonly<Record<string, unknown>>;
}

export interface ModuleCall {
  readonly expressions?: Readonly<Record<string, Expression>>;
  readonly count_expression?: Expression;
  readonly for_each_expression?: Expression;
  readonly module?: ModuleConfig;
}

export interface ResourceConfig {
  readonly address: string;
  readonly mode?: string;
  readonly type: string;
  readonly name: string;
  readonly provider_config_key?: string;
  readonly expressions?: Readonly<Record<string, Expression>>;
  readonly count_expression?: Expression;
  readonly for_each_expression?: Expression;
}

/** An attribute (`constant_value` or `references`), or nested blocks of more expressions. */
export type Expression = {
  readonly constant_value?: Json;
  readonly references?: readonly string[];
} & { readonly [block: string]: unknown };

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export function isObject(value: unknown): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
