// What Swift's runtime otherwise asks /proc for when a program starts. Linked in, it needs no call.

#pragma once

/// Stands in for the runtime's search for its backtracer, which ends a program that has no /proc; the
/// static program has none to find. Package.swift puts it in place.
char *process_no_backtracer(const char *name);
