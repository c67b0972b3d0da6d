package io.angarium.server.tool;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Sizes in bytes: {@code 300}, {@code 10k}, {@code 1m}; k and m are powers of 1024. At most 1 GiB. */
final class SizeConverter implements ITypeConverter<Integer> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,10})([km]?)(i?b)?");
    private static final long MOST = 1L << 30;

    @Override
    public Integer convert(String text) {
        Matcher form = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        long bytes = form.matches() ? Long.parseLong(form.group(1)) * unit(form.group(2)) : -1;
        if (bytes < 0 || bytes > MOST) {
            throw new TypeConversionException("'" + text + "' is not a size such as 300, 10k or 1m, at most 1024m");
        }
        return (int) bytes;
    }

    private static long unit(String letter) {
        return letter.isEmpty() ? 1 : letter.equals("k") ? 1024 : 1024 * 1024;
    }
}
