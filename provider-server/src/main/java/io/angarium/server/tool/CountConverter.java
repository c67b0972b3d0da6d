package io.angarium.server.tool;

import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How many: a whole number that is not negative. */
final class CountConverter implements ITypeConverter<Long> {
    private static final Pattern FORM = Pattern.compile("\\d{1,18}");

    @Override
    public Long convert(String text) {
        if (!FORM.matcher(text.strip()).matches()) {
            throw new TypeConversionException("'" + text + "' is not a number from 0 on");
        }
        return Long.valueOf(text.strip());
    }
}
