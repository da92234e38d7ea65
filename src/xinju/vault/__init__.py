"""Field encryption, blind indexes, signatures and their keys: values in, bytes out. The caller says where the keys lie."""
