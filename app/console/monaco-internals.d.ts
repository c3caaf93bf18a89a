// Parts of the editor that come without types.
declare module 'monaco-editor/editor/standalone/browser/standaloneServices' {
  export const StandaloneServices: {
    get(service: import('monaco-editor/platform/storage/common/storage').StorageName): {
      store(key: string, value: boolean, scope: number, target: number): void;
    };
    get(service: import('monaco-editor/platform/keybinding/common/keybinding').KeybindingName): {
      getKeybindings(): readonly object[];
    };
  };
}

declare module 'monaco-editor/platform/storage/common/storage' {
  export type StorageName = { readonly name: unique symbol };
  export const IStorageService: StorageName;
}

declare module 'monaco-editor/platform/keybinding/common/keybinding' {
  export type KeybindingName = { readonly name: unique symbol };
  export const IKeybindingService: KeybindingName;
}
