// Included first in every C++ file of better-sqlite3 12. From 24.19 on, Node's ObjectWrap removes a clean-up hook when
// it is destroyed, and aborts the process where V8 collects a statement while no context is entered. Without the hooks
// ObjectWrap is what it was before.
#include <node.h>
#define AddEnvironmentCleanupHook(...) static_cast<void>(0)
#define RemoveEnvironmentCleanupHook(...) static_cast<void>(0)
#include <node_object_wrap.h>
#undef AddEnvironmentCleanupHook
#undef RemoveEnvironmentCleanupHook
