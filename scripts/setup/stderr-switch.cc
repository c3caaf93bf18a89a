// Two functions that turn the process's error output off and on again. TensorFlow's library logs to it while
// it is being loaded, before any of its settings can apply, and Node has no dup2.
#include <fcntl.h>
#include <node_api.h>
#include <unistd.h>

static int saved = -1;

static napi_value Off(napi_env, napi_callback_info) {
  int null_device = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (saved < 0 && null_device >= 0) {
    saved = fcntl(2, F_DUPFD_CLOEXEC, 3);
    if (saved >= 0) dup2(null_device, 2);
  }
  if (null_device >= 0) close(null_device);
  return nullptr;
}

static napi_value On(napi_env, napi_callback_info) {
  if (saved >= 0) {
    dup2(saved, 2);
    close(saved);
    saved = -1;
  }
  return nullptr;
}

NAPI_MODULE_INIT() {
  napi_value off, on;
  napi_create_function(env, "off", NAPI_AUTO_LENGTH, Off, nullptr, &off);
  napi_create_function(env, "on", NAPI_AUTO_LENGTH, On, nullptr, &on);
  napi_set_named_property(env, exports, "off", off);
  napi_set_named_property(env, exports, "on", on);
  return exports;
}
