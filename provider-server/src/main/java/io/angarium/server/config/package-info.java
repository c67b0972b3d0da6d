/**
 * The configuration file: one YAML file, read once, checked completely, turned into immutable settings, and closed. The only package that knows the YAML parser, which
 * is not loaded when there is no file.
 */
@NullMarked
package io.angarium.server.config;

import org.jspecify.annotations.NullMarked;
