"""What partners and raters say, made into scores. It knows neither activities nor measurement."""
