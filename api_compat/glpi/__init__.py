"""Door: GLPI's apirest.php, and ITSM-NG's (flavour itsmng), over the desk's own rows."""
