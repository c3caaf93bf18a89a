// What a process that runs TensorFlow's library needs of the system, and Node does not offer.
#include <errno.h>
#include <fcntl.h>
#include <node_api.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

static int saved_stderr = -1;

// TensorFlow logs to the error output while it is being loaded, before any of its settings can apply.
static napi_value MuteStderr(napi_env, napi_callback_info) {
  int null_device = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (saved_stderr < 0 && null_device >= 0) {
    saved_stderr = fcntl(2, F_DUPFD_CLOEXEC, 3);
    if (saved_stderr >= 0) dup2(null_device, 2);
  }
  if (null_device >= 0) close(null_device);
  return nullptr;
}

static napi_value UnmuteStderr(napi_env, napi_callback_info) {
  if (saved_stderr >= 0) {
    dup2(saved_stderr, 2);
    close(saved_stderr);
    saved_stderr = -1;
  }
  return nullptr;
}

static void* WaitForSignals(void*) {
  for (;;) pause();
  return nullptr;
}

// TensorFlow 2.21's MatMul keeps data where a signal handler's frame is written: one signal in about a thousand that
// arrives while it multiplies corrupts the heap. So signals go to a thread of their own, which runs Node's handlers as
// well as the main thread would: they only write to a pipe. Threads that TensorFlow starts later inherit the mask.
static napi_value ShieldFromSignals(napi_env env, napi_callback_info) {
  sigset_t asynchronous;
  sigfillset(&asynchronous);
  const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS, SIGPIPE};
  for (int fault : faults) sigdelset(&asynchronous, fault);
  pthread_t thread;
  int failed = pthread_create(&thread, nullptr, WaitForSignals, nullptr);
  if (failed == 0) {
    pthread_detach(thread);
    failed = pthread_sigmask(SIG_BLOCK, &asynchronous, nullptr);
  }
  napi_value shielded;
  napi_get_boolean(env, failed == 0, &shielded);
  return shielded;
}

NAPI_MODULE_INIT() {
  const struct {
    const char* name;
    napi_callback function;
  } exported[] = {
      {"muteStderr", MuteStderr},
      {"unmuteStderr", UnmuteStderr},
      {"shieldFromSignals", ShieldFromSignals},
  };
  for (const auto& [name, function] : exported) {
    napi_value value;
    napi_create_function(env, name, NAPI_AUTO_LENGTH, function, nullptr, &value);
    napi_set_named_property(env, exports, name, value);
  }
  return exports;
}
