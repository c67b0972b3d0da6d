package io.angarium.server.tool;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How many a second at most. */
final class RateOption {
    @Option(
            names = {"-r", "--rate"},
            paramLabel = "N",
            converter = Converter.class,
            description = "At most so many messages a second, such as 10 or 10/s (default: as fast as it goes).")
    double rate;

    /** Begins now. */
    Pace pace() {
        return Pace.of(rate);
    }

    /** For picocli. */
    static final class Converter implements ITypeConverter<Double> {
        @Override
        public Double convert(String text) {
            String number = text.endsWith("/s") ? text.substring(0, text.length() - "/s".length()) : text;
            try {
                double rate = Double.parseDouble(number);
                if (rate >= 0 && rate <= Integer.MAX_VALUE) { // NaN is refused too
                    return rate;
                }
            } catch (NumberFormatException e) {
                throw new TypeConversionException("'" + text + "' is no rate such as 10 or 10/s");
            }
            throw new TypeConversionException("'" + text + "' is no rate from 0 on");
        }
    }
}
