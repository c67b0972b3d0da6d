/** {@code docs/spec-matrix.md}: the rows in {@code src/test/requirements}, the tests that claim them, the page made of both. */
package io.angarium.server.conformance.matrix;
