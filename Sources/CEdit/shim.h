// libedit's wide interface, with its variadic calls given fixed arguments so that Swift can make them.

#ifndef STARDESK_CEDIT_H
#define STARDESK_CEDIT_H

#include <stdio.h>
#include <wchar.h>

#include <histedit.h>

typedef wchar_t *(*cedit_prompt_function)(EditLine *);
typedef unsigned char (*cedit_key_function)(EditLine *, wint_t);

// A prompt in which `mark` stands round what takes no room on the screen.
static inline int cedit_set_prompt(EditLine *editor, cedit_prompt_function prompt, wchar_t mark) {
  return el_wset(editor, EL_PROMPT_ESC, prompt, (int)mark);
}

static inline int cedit_set_editor(EditLine *editor, const wchar_t *name) {
  return el_wset(editor, EL_EDITOR, name);
}

static inline int cedit_set_signal(EditLine *editor, int on) {
  return el_wset(editor, EL_SIGNAL, on);
}

static inline int cedit_bind(EditLine *editor, const wchar_t *key, const wchar_t *function) {
  return el_wset(editor, EL_BIND, key, function, (const wchar_t *)NULL);
}

static inline int cedit_add_function(
    EditLine *editor, const wchar_t *name, const wchar_t *help, cedit_key_function function) {
  return el_wset(editor, EL_ADDFN, name, help, function);
}

static inline int cedit_set_history(EditLine *editor, HistoryW *history) {
  return el_wset(editor, EL_HIST, history_w, (void *)history);
}

static inline int cedit_set_reader(EditLine *editor, el_rfunc_t reader) {
  return el_wset(editor, EL_GETCFN, reader);
}

static inline int cedit_set_client_data(EditLine *editor, void *data) {
  return el_wset(editor, EL_CLIENTDATA, data);
}

static inline void *cedit_client_data(EditLine *editor) {
  void *data = NULL;
  el_wget(editor, EL_CLIENTDATA, &data);
  return data;
}

// Puts the terminal into the editor's mode, or back into the one it was found in.
static inline int cedit_prepare_terminal(EditLine *editor, int on) {
  return el_wset(editor, EL_PREP_TERM, on);
}

// Draws prompt and line anew where the cursor stands.
static inline int cedit_redraw(EditLine *editor) {
  return el_wset(editor, EL_REFRESH);
}

static inline int cedit_history_set_size(HistoryW *history, int size) {
  HistEventW event;
  return history_w(history, &event, H_SETSIZE, size);
}

static inline int cedit_history_enter(HistoryW *history, const wchar_t *line) {
  HistEventW event;
  return history_w(history, &event, H_ENTER, line);
}

// The columns that a character takes on the screen by the C library, which is what libedit counts by;
// -1 for one that cannot be shown.
int wcwidth(wchar_t character);

static inline int cedit_width(wchar_t character) {
  return wcwidth(character);
}

// A stream that hands what is written to it to a function: fopencookie(3), by other names because
// <stdio.h> declares it only under _GNU_SOURCE. The function returns how many bytes it took.
typedef long (*cedit_writer)(void *owner, const char *bytes, unsigned long count);

struct cedit_stream_functions {
  void *read;
  cedit_writer write;
  void *seek;
  void *close;
};

FILE *cedit_fopencookie(void *owner, const char *mode, struct cedit_stream_functions functions)
    __asm__("fopencookie");

static inline FILE *cedit_open_stream(void *owner, cedit_writer write) {
  struct cedit_stream_functions functions = {NULL, write, NULL, NULL};
  return cedit_fopencookie(owner, "w", functions);
}

// The environment that a child process is given.
extern char **environ;

static inline char **cedit_environment(void) {
  return environ;
}

#endif
