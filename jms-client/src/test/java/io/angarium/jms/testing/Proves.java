package io.angarium.jms.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The rows of {@code docs/spec-matrix.md} that the test method proves: it fails when the provider does otherwise. Row ids are written as
 * plain literals, since the matrix is made from the sources of all modules.
 */
@Documented
@Retention(RetentionPolicy.SOURCE)
@Target(ElementType.METHOD)
public @interface Proves {
    /** Ids as in {@code provider-server/src/test/requirements}, for instance {@code "4.2-a"}. */
    String[] value();
}
