/** Register the kernels that training needs and the WASM backend lacks. */
export function registerWasmKernels(): void {}
